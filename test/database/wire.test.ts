import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { leaseMs } from '#core/load/hold-lease.ts';
import { inTransaction } from '#database/transaction.ts';
import { openS3 } from '#platform/aws-clients.ts';
import { openLandingBucket } from '#platform/landing-bucket.ts';
import { openConnections } from '../support/faults/connections.ts';
import { makeFaultBench, type CleanRun, type Victim } from '../support/faults/fault-bench.ts';
import type { LoaderProcess } from '../support/faults/landing-site.ts';
import { startMemoryS3 } from '../support/faults/memory-s3.ts';
import { scenario } from '../support/faults/scenario.ts';
import { Tripwire } from '../support/faults/tripwire.ts';
import { startWireProxy, wireFaults, type WireFault, type WireProxy } from '../support/faults/wire-proxy.ts';
import {
  atByte,
  atCommit,
  atCommitOf,
  type CommitSide,
  type WireTrap,
} from '../support/faults/wire-traps.ts';
import { cloneDatabase } from '../support/test-database.ts';

/** `MILLRACE_FAULTS=all` for every COMMIT, many bytes and each fault at every one of them, which takes minutes. */
const isThorough = process.env['MILLRACE_FAULTS'] === 'all';

const database = await cloneDatabase();
const bench = await makeFaultBench(database, scenario);
const { unit } = bench.site.bench;
const postgres = await startWireProxy({ host: '127.0.0.1', port: Number(new URL(database.url).port) });
const s3 = await startMemoryS3(() => bench.site.bucket);
const s3Proxy = await startWireProxy({ host: '127.0.0.1', port: s3.port });

beforeAll(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${s3Proxy.port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bench.close();
  await Promise.all([postgres.close(), s3Proxy.close(), s3.close()]);
});

const aDelta = findRun('a delta with a blank line and a bad one');
const aReplay = findRun('the file mended: the replay goes on');

describe('the COMMIT with which', () => {
  /** `words`: of a statement that only this transaction has. */
  test.each([
    { what: 'a load is applied', run: aDelta, words: 'set applied_event =' },
    {
      what: 'a full run is closed',
      run: findRun('the end of its hold-back'),
      words: 'set closed_event =',
    },
    { what: 'a late file takes its place', run: findRun('a late file'), words: 'table counted_loads' },
    { what: 'a replay switches', run: aReplay, words: 'table counted_loads' },
  ])('$what is settled by asking the ledger, wherever its connection fails', async ({ run, words }) => {
    const failed: string[] = [];
    for (const side of ['before', 'behind'] as const) {
      for (const fault of wireFaults) {
        failed.push(...(await playOverWire(run, atCommitOf(words, side), fault, outliveLease)));
      }
    }
    expect(failed).toEqual([]);
  });
});

describe.each([
  { says: 'a delta', run: aDelta },
  { says: 'a replay', run: aReplay },
])(
  '$says ends as it does without a fault',
  ({ run }) => {
    let passed: { database: WireProxy['passed']; bucket: WireProxy['passed'] };

    beforeAll(async () => {
      await playOverWire(run, null, 'cut');
      await playOverS3(run, null, 'cut');
      passed = { database: { ...postgres.passed }, bucket: { ...s3Proxy.passed } };
    });

    test('whichever COMMIT its connection fails at', async () => {
      const sides: CommitSide[] = ['before', 'behind'];
      const { commits } = passed.database;
      const traps = spread(commits, isThorough ? commits : 2).flatMap((number) =>
        sides.map((side) => atCommit(number, side)),
      );
      expect(await playAll(traps, (trap, fault) => playOverWire(run, trap, fault))).toEqual([]);
    });

    test('at whichever byte its connection fails', async () => {
      const traps = trapBytes(passed.database, isThorough ? 60 : 2);
      expect(await playAll(traps, (trap, fault) => playOverWire(run, trap, fault))).toEqual([]);
    });

    test('at whichever byte its way to the bucket fails', async () => {
      const traps = trapBytes(passed.bucket, isThorough ? 30 : 2);
      expect(await playAll(traps, (trap, fault) => playOverS3(run, trap, fault))).toEqual([]);
    });
  },
  1_800_000,
);

test('a transaction that idles is ended by the server itself, before the lease of its loader is over', async () => {
  const connections = openConnections(database.url, unit);
  const idling = inTransaction(connections.database, 'a test', async (transaction) => {
    const { rows } = await transaction.query<{ seconds: number }>(
      `select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval)::int as seconds`,
    );
    expect(rows[0]?.seconds).toBeGreaterThan(0);
    expect(rows[0]?.seconds).toBeLessThan(leaseMs / 1_000);
    await transaction.query(`set local idle_in_transaction_session_timeout to '1ms'`);
    await once(transaction, 'end');
    await transaction.query('select');
  });
  await expect(idling).rejects.toMatchObject({ name: 'Unavailable', code: 'database-unavailable' });
  await connections.end();
});

type Release = (proxy: WireProxy, loader: LoaderProcess) => boolean;

/** The connection that stands still breaks in the end. */
function failStalled(proxy: WireProxy): boolean {
  const { isStalled } = proxy;
  proxy.release();
  return isStalled;
}

/** The connection stands still for ever: the loader itself has to notice that its lease is over. */
function outliveLease(proxy: WireProxy, loader: LoaderProcess): boolean {
  loader.passMs(leaseMs + 1_000);
  return proxy.isStalled;
}

function playOverWire(
  run: CleanRun,
  trap: WireTrap | null,
  fault: WireFault,
  release: Release = failStalled,
): Promise<string[]> {
  const url = new URL(database.url);
  url.port = String(postgres.port);
  return playThrough(postgres, run, trap, fault, { connections: openConnections(url.href, unit) }, release);
}

async function playOverS3(run: CleanRun, trap: WireTrap | null, fault: WireFault): Promise<string[]> {
  const client = openS3();
  const way = { connections: openConnections(database.url, unit), bucket: openLandingBucket(client) };
  return playThrough(s3Proxy, run, trap, fault, way, failStalled).finally(() => client.destroy());
}

/** Plays a chapter while the trap is set. What comes back says why it did not end as it should; nothing when it did. */
async function playThrough(
  proxy: WireProxy,
  run: CleanRun,
  trap: WireTrap | null,
  fault: WireFault,
  way: Pick<Victim, 'connections' | 'bucket'>,
  release: Release,
): Promise<string[]> {
  const struck = proxy.set(trap, fault);
  const victim = { ...way, tripwire: new Tripwire(null), struck };
  try {
    await bench.play(run, { ...victim, release: (loader) => release(proxy, loader) });
    return proxy.isArmed ? [`${trap?.says}: the trap did not spring`] : [];
  } catch (error) {
    return [`${fault} ${trap?.says}: ${String(error)}`];
  } finally {
    proxy.release();
    way.connections.cut();
  }
}

/** One trap after the other, each with one fault, or with all of them. */
async function playAll(
  traps: readonly WireTrap[],
  play: (trap: WireTrap, fault: WireFault) => Promise<string[]>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const [turn, trap] of traps.entries()) {
    const isTurn = (_fault: WireFault, index: number): boolean =>
      isThorough || index === turn % wireFaults.length;
    for (const fault of wireFaults.filter(isTurn)) failed.push(...(await play(trap, fault)));
  }
  return failed;
}

function trapBytes(passed: WireProxy['passed'], count: number): WireTrap[] {
  // How much goes over the wire differs with the pace of a run: by 5 % was seen. COMMITs have traps of their own.
  const mostOf = (bytes: number): number => Math.floor(bytes * 0.8);
  return (['up', 'down'] as const).flatMap((direction) =>
    spread(mostOf(passed[direction]), count).map((byte) => atByte(direction, byte)),
  );
}

/** So many numbers from 1 to the last, evenly. */
function spread(last: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * (last - 1)) / (count - 1)));
}

function findRun(says: string): CleanRun {
  const found = bench.runs.find(({ chapter }) => chapter.says === says);
  if (!found) throw new Error(`the scenario has no chapter "${says}"`);
  return found;
}
