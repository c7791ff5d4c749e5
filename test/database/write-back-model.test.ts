import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { athena } from '#catalog/business-units/athena.ts';
import type { WriteBackStore } from '#core/write-back/ports.ts';
import type { QueuedRecord } from '#core/write-back/queued-record.ts';
import { openEditBench } from '../support/api/edit-bench.ts';
import { ageDatabase } from '../support/write-backs/aged-store.ts';
import { expectWritten } from '../support/write-backs/expect-written.ts';
import { history, type Action } from '../support/write-backs/histories.ts';
import { startOtherSystems } from '../support/write-backs/other-systems.ts';
import { WrittenLife, type World } from '../support/write-backs/written-life.ts';

const { MILLRACE_MODEL_CASES: casesByHand, MILLRACE_MODEL_SEED: seedByHand } = process.env;
/** How many histories; by hand as many as one has time for. */
const cases = Number(casesByHand ?? 12);
/** Where their choice begins: the same for everybody, another one each time for whoever runs more of them. */
const seed = Number(seedByHand ?? (casesByHand === undefined ? 20_260_303 : Date.now() % 2 ** 31));
const millisecondsPerCase = 20_000;

const bench = await openEditBench();
const aged = ageDatabase(bench.rows);
const others = await startOtherSystems(aged.clock.nowMs);
afterAll(() => others.close());
const drained = bench.database.open(athena, 'drainer');
const world: World = { bench, drained, others, aged };

test(
  'whatever goes wrong on the way, every edit reaches its destination or visibly fails, the last one wins, and nothing is written twice',
  async () => {
    const startedMs = performance.now();
    let lived = 0;
    await fc.assert(
      fc.asyncProperty(history, (actions) => live(actions)).afterEach(() => void (lived += 1)),
      { numRuns: cases, seed },
    );
    expect(lived).toBe(cases);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${cases} histories in ${seconds} s; MILLRACE_MODEL_SEED=${seed} chooses them again`);
  },
  60_000 + cases * millisecondsPerCase,
);

test.each([
  ['compares nothing', withoutSeen],
  ['takes what it found itself for shown', withEarlierRemotes],
])(
  'a drain that %s is found out',
  async (_what, spoil) => {
    const spoilt = (store: WriteBackStore): WriteBackStore => ({
      ...store,
      takePage: async (...given) => (await store.takePage(...given)).map(spoil),
    });
    const property = fc.asyncProperty(history, (actions) => live(actions, spoilt));
    const found = await fc.check(property, { numRuns: 200, seed: 20_260_303, endOnFailure: true });
    expect(found.failed).toBe(true);
    expect(found.errorInstance).toMatchObject({ message: expect.stringContaining('was shown before') });
  },
  300_000,
);

async function live(
  actions: readonly Action[],
  wrap?: (store: WriteBackStore) => WriteBackStore,
): Promise<void> {
  const life = new WrittenLife(world, wrap);
  await life.begin();
  for (const action of actions) await life.take(action);
  await life.settle();
  await expectWritten(world, life);
}

function withoutSeen({ rows, ...record }: QueuedRecord): QueuedRecord {
  return {
    ...record,
    rows: rows.map((row) => ({ ...row, payload: { ...(row.payload as object), seen: {} } })),
  };
}

/** As if each row had been told whatever the rows before it have found, told or not. */
function withEarlierRemotes({ rows, ...record }: QueuedRecord): QueuedRecord {
  let known = {};
  return {
    ...record,
    rows: rows.map((row) => ({ ...row, remote: (known = { ...known, ...(row.remote as object) }) })),
  };
}
