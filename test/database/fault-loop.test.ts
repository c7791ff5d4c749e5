import { afterAll, expect, test } from 'vitest';
import { makeFaultBench, playStrike, type CleanRun } from '../support/faults/fault-bench.ts';
import { scenario } from '../support/faults/scenario.ts';
import { faults, type Strike } from '../support/faults/tripwire.ts';
import { cloneDatabase } from '../support/test-database.ts';

/**
 * `MILLRACE_FAULTS=all` for every fault at every call, which takes minutes; a number for every so manieth of them. No
 * multiple of the number of faults, so that each fault has its turn.
 */
const asked = process.env['MILLRACE_FAULTS'] ?? '36';
const stride = asked === 'all' ? 1 : Number(asked);

const database = await cloneDatabase();
const bench = await makeFaultBench(database, scenario);
afterAll(() => bench.close());

const all = bench.runs.flatMap((run) =>
  run.calls.flatMap((_call, index) => faults.map((fault) => ({ run, call: index + 1, fault }))),
);
const chosen = all.filter((_strike, index) => index % stride === 0);
console.info(
  `${all.length / faults.length} calls, ${faults.length} faults at each: ${chosen.length} of ${all.length} are tried`,
);

test.each(bench.runs.map((run) => ({ says: run.chapter.says, run })))(
  'no fault of a loader changes what comes of $says',
  async ({ run }) => {
    const failed: string[] = [];
    for (const strike of chosen.filter((each) => each.run === run)) {
      await playStrike(bench, database.url, run, strike).catch((error: unknown) =>
        failed.push(describeFailure(run, strike, error)),
      );
    }
    expect(failed).toEqual([]);
  },
  30_000 + chosen.length * 2_000,
);

function describeFailure(run: CleanRun, { call, fault }: Strike, error: unknown): string {
  return `call ${call}, ${run.calls[call - 1]} ${fault}: ${String(error)}`;
}
