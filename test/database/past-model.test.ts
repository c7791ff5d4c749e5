import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openTestLoader } from '../support/loader.ts';
import { foundOnce } from '../support/model/found-once.ts';
import { history, type History } from '../support/model/histories.ts';
import { liveThrough, type World } from '../support/model/live-through.ts';
import { replayOnTop } from '../support/model/replay-on-top.ts';
import { StateReader } from '../support/model/state-reader.ts';
import { resetUnit } from '../support/model/unit-reset.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit } from '../support/unit-bench.ts';

const { MILLRACE_MODEL_CASES: casesByHand, MILLRACE_MODEL_SEED: seedByHand } = process.env;
/** How many histories; by hand as many as one has time for. */
const cases = Number(casesByHand ?? 10);
/** Where their choice begins: the same for everybody, another one each time for whoever runs more of them. */
const seed = Number(seedByHand ?? (casesByHand === undefined ? 20_260_303 : Date.now() % 2 ** 31));
const millisecondsPerCase = 20_000;

const database = await cloneDatabase();
const bench = await makeUnit(database);
const reader = await StateReader.open(database.url, bench.unit.schema);
afterAll(() => reader.close());

test(
  'whatever is delivered, undone and replayed, the state is the fold of the right files in their order, and readers see no other',
  async () => {
    const startedMs = performance.now();
    let lived = 0;
    const property = propertyOf({ bench, reader }).afterEach(() => void (lived += 1));
    await fc.assert(property, { numRuns: cases, seed });
    expect(lived).toBe(cases);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${cases} histories in ${seconds} s; MILLRACE_MODEL_SEED=${seed} chooses them again`);
  },
  60_000 + cases * millisecondsPerCase,
);

test.each(foundOnce)('$title', async ({ history: lived, state }) => {
  await live({ bench, reader }, lived);
  expect((await reader.read()).split('\n')).toEqual(state);
});

test('a replay that applies the files on top of the state of today is found out', async () => {
  const loader = openTestLoader(database, bench.unit, { wrap: (ledger) => replayOnTop(ledger, bench) });
  const wrong = { bench: { ...bench, loader }, reader };
  const found = await fc.check(propertyOf(wrong), { numRuns: 200, seed: 20_260_303, endOnFailure: true });
  expect(found.failed).toBe(true);
  expect(found.errorInstance).toMatchObject({ message: expect.stringMatching(/the records|a reader saw/) });
  const [counterexample] = found.counterexample as [History];
  await live({ bench, reader }, counterexample);
}, 120_000);

function propertyOf(world: World): fc.IAsyncPropertyWithHooks<[History]> {
  return fc.asyncProperty(history, (lived) => live(world, lived));
}

async function live(world: World, lived: History): Promise<void> {
  await resetUnit(world.bench, lived);
  await liveThrough(world, lived);
}
