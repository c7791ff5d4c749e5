import { SQSClient } from '@aws-sdk/client-sqs';
import { ringBell } from '#platform/bell.ts';
import { fillHistory } from './fill-history.ts';
import { makeProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

/** A unit for each size of the catalogue. */
const catalogues = [
  { unit: 'bak', size: 50_000 },
  { unit: 'cefl', size: 500_000 },
] as const;
type Catalogue = (typeof catalogues)[number];

const files = 118;
const linesPerDelta = 1_000;
const replayed = 20;
const rounds = 5;
/** Between two files, so that late ones fit in. */
const minutesApart = 10;

/**
 * What changing the past costs: a late delta at the tenth place of 118 files against a punctual one, and a replay of the
 * last 20 files against loading them for the first time, with catalogues of two sizes; then verifying it all, and a replay
 * of a range that a full run lies in.
 */
export function benchPast(): Promise<string> {
  return withStack(async (bench) => {
    const reports: string[] = [];
    for (const catalogue of catalogues) {
      await fillHistory(bench.administrator, schemaOf(catalogue), catalogue.size);
      reports.push(...(await benchCatalogue(bench, catalogue)));
    }
    return reports.join('\n');
  });
}

async function benchCatalogue(bench: BenchStack, catalogue: Catalogue): Promise<string[]> {
  const fewer = files - replayed;
  for (let place = 1; place <= fewer; place += 1) await loadDelta(bench, catalogue, place * minutesApart);
  const last = Array.from({ length: replayed }, (_, index) => (fewer + 1 + index) * minutesApart);
  const first = await timeEvents(bench, catalogue, () => loadTogether(bench, catalogue, last));
  const [punctual, late, replays]: number[][] = [[], [], []];
  for (let round = 1; round <= rounds; round += 1) {
    replays!.push(await timeEvents(bench, catalogue, () => replay(bench, catalogue, last[0]!)));
  }
  for (let round = 1; round <= rounds; round += 1) {
    punctual!.push(await loadDelta(bench, catalogue, (files + round) * minutesApart));
    late!.push(await loadDelta(bench, catalogue, 9 * minutesApart + round));
  }
  const verified = await timeVerify(bench, catalogue);
  const withFull = await benchFullRun(bench, catalogue);
  return [
    `${catalogue.size} products, ${files} files of ${linesPerDelta} changed records, medians of ${rounds}`,
    row('a punctual delta', punctual!, null),
    row('a late one, at the tenth place', late!, quantile(punctual!, 0.5)),
    row(`the last ${replayed} files, dropped together`, [first], null),
    row('replaying them', replays!, first),
    row('verify', verified, null),
    ...withFull,
  ];
}

/** The whole history folded and compared, from the request to the answer; retired loads lie in it, too. */
async function timeVerify(bench: BenchStack, { unit }: Catalogue): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    const { different } = (await bench.ask({ verb: 'verify', unit, feed: 'products' })) as {
      different: number;
    };
    times.push(performance.now() - startedMs);
    if (different > 0) throw new Error(`${different} records differ from their history`);
  }
  return times;
}

/** A full run of the whole catalogue, then a delta; both are replayed. */
async function benchFullRun(bench: BenchStack, catalogue: Catalogue): Promise<string[]> {
  const { unit, size } = catalogue;
  const place = (files + rounds + 1) * minutesApart;
  const full = deltaKey(unit, place).replace('ecommerce_', 'ecommerce_full_').replace('_001.jsonl', '.jsonl');
  const lines = Array.from({ length: size }, (_, id) => makeProductLine(id, place));
  const first = await timeEvents(bench, catalogue, async () => {
    await bench.upload(full, Buffer.from(lines.join('')));
    await bench.waitForComplete(schemaOf(catalogue), full);
    await loadDelta(bench, catalogue, place + minutesApart);
  });
  const again = await timeEvents(bench, catalogue, () => replay(bench, catalogue, place));
  return [row('a full file and a delta', [first], null), row('replaying them', [again], first)];
}

/** From the end of the upload to the `file_complete`. */
async function loadDelta(bench: BenchStack, catalogue: Catalogue, minute: number): Promise<number> {
  const key = await uploadDelta(bench, catalogue, minute);
  const startedMs = performance.now();
  await bench.waitForComplete(schemaOf(catalogue), key);
  return performance.now() - startedMs;
}

async function loadTogether(
  bench: BenchStack,
  catalogue: Catalogue,
  minutes: readonly number[],
): Promise<void> {
  const keys: string[] = [];
  for (const minute of minutes) keys.push(await uploadDelta(bench, catalogue, minute));
  for (const key of keys) await bench.waitForComplete(schemaOf(catalogue), key);
}

/** 1,000 records spread over the catalogue, all of which change: other ones in each file, until there are no others. */
async function uploadDelta(bench: BenchStack, { unit, size }: Catalogue, minute: number): Promise<string> {
  const stride = size / linesPerDelta;
  const lines = Array.from({ length: linesPerDelta }, (_, line) =>
    makeProductLine(line * stride + (Math.round(minute / minutesApart) % stride), minute),
  );
  const key = deltaKey(unit, minute);
  await bench.upload(key, Buffer.from(lines.join('')));
  return key;
}

/** The statement that users know, and a ring. */
async function replay(
  { administrator, stack }: BenchStack,
  catalogue: Catalogue,
  minute: number,
): Promise<void> {
  const schema = schemaOf(catalogue);
  await administrator.query(
    `update ${schema}.file_processing_events set replay_date = now()
     where replay_date is null and load_id in (
       select l.load_id from ${schema}.loads l where l.order_key >= $1 and l.retired_event is null)`,
    [deltaKey('', minute).split('_')[2]],
  );
  await ring(stack.endpoints, catalogue.unit);
  for (;;) {
    const open = await administrator.query(`select from ${schema}.open_marks limit 1`);
    if (open.rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function ring(
  { sqs: endpoint, queues }: BenchStack['stack']['endpoints'],
  unit: string,
): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  await ringBell(client, queues[unit] as string, unit, { because: 'a benchmark' });
  client.destroy();
}

/** From the first `file_start` to the last event that `work` brings about, by the database's clock. */
async function timeEvents(
  { administrator }: BenchStack,
  catalogue: Catalogue,
  work: () => Promise<void>,
): Promise<number> {
  const log = `${schemaOf(catalogue)}.file_processing_events`;
  const before = await administrator.query<{ id: string }>(`select max(id) as id from ${log}`);
  await work();
  const { rows } = await administrator.query<{ ms: number }>(
    `select extract(epoch from max(event_time) - min(event_time) filter (where event_type = 'file_start'))::float8 * 1000 as ms
     from ${log} where id > $1`,
    [before.rows[0]?.id],
  );
  return rows[0]?.ms ?? Number.NaN;
}

function schemaOf({ unit }: Catalogue): string {
  return `inriver_${unit}`;
}

function row(name: string, times: readonly number[], base: number | null): string {
  const median = quantile(times, 0.5);
  const ratio = base === null ? '        ' : `${(median / base).toFixed(2).padStart(6)} ×`;
  const each = times.length === 1 ? '' : times.map((ms) => ms.toFixed(0)).join(' ');
  return `  ${name.padEnd(36)}${median.toFixed(0).padStart(8)} ms ${ratio}   ${each}`;
}
