import { connectLambda, invokeFunction } from '#platform/invoke-function.ts';
import type { DrainCounts } from '#core/write-back/ports.ts';
import type { BenchStack } from './with-stack.ts';

const records = 10_000;
const landingKey = 'athena/AIRTABLE/2026/03/dev_group_full_20260301060000.jsonl';
const field = 'Launch date';
const [before, after] = ['2026-06-05', '2026-07-01'];
/** Airtable, "Managing API call limits": requests a second for one base. */
const documentedPerSecond = 5;

/** Open write-backs of ten thousand records, drained by the function at the pace of the Airtable that is played here. */
export async function benchDrain(bench: BenchStack): Promise<string> {
  const { administrator, stack } = bench;
  await bench.upload(landingKey, Buffer.from(Array.from({ length: records }, makeDevGroup).join('')));
  await bench.waitForComplete('athena', landingKey);
  await administrator.query(
    `insert into athena.pending_sync_queue (destination, entity_type, entity_id, payload)
     select 'airtable', 'dev_group', id, jsonb_build_object(
       'fields', jsonb_build_object($1::text, $2::text), 'seen', jsonb_build_object($1::text, $3::text))
     from athena.airtable_dev_group`,
    [field, after, before],
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = connectLambda({ endpoint: stack.endpoints.lambda, region: 'us-east-1', credentials });
  const startedMs = performance.now();
  try {
    await invokeFunction(lambda, `millrace-${stack.endpoints.stage}-drain-write-backs`, { because: 'bench' });
  } finally {
    lambda.destroy();
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return describe(await readCounts(bench), seconds);
}

/** Every drain that had something to send, the one of the schedule included should it have come first. */
async function readCounts({ administrator }: BenchStack): Promise<DrainCounts> {
  const { rows } = await administrator.query<{ counts: DrainCounts }>(
    `select counts from athena.runs where kind = 'drain' and scope = 'airtable' and status = 'done'`,
  );
  if (rows.length !== 1) throw new Error(`there were ${rows.length} drains, which cannot be measured as one`);
  return rows[0]!.counts;
}

function describe({ calls, done, failed, putBack }: DrainCounts, seconds: number): string {
  if (done !== records || failed + putBack > 0)
    throw new Error(
      `of ${records} write-backs ${done} were done, ${failed} failed, ${putBack} were put back`,
    );
  const perSecond = calls / seconds;
  const share = (100 * perSecond) / documentedPerSecond;
  return (
    `${records} write-backs to Airtable in ${seconds.toFixed(1)} s: ${calls} requests, ${perSecond.toFixed(2)} a second, ` +
    `${share.toFixed(1)} % of the documented ${documentedPerSecond}; none was refused`
  );
}

function makeDevGroup(_: unknown, index: number): string {
  const id = `recDrain${String(index).padStart(9, '0')}`;
  const fields = { Name: `Group ${index}`, [field]: before };
  return `${JSON.stringify({ id, createdTime: '2025-01-06T15:04:05.000Z', fields })}\n`;
}
