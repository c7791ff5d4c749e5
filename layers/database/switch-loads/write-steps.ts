import { Defect } from '#core/errors.ts';
import { fullRunOf } from '#core/landing/full-run.ts';
import type { ChangeCounts, EnteringLoad, LoadSwitch } from '#core/load/ports.ts';
import { corrects, describeCorrected } from '../load-ledger/describe-corrected.ts';
import { guardDeletes } from '../load-ledger/guard-deletes.ts';
import { updateFeedTotals, type FeedTotals } from '../load-ledger/update-feed-totals.ts';
import { hexOfBits } from '../state-hash.ts';
import type { Transaction } from '../transaction.ts';
import countStateChanges from './count-state-changes.sql' with { type: 'text' };
import countSteps from './count-steps.sql' with { type: 'text' };
import readKeptParts from './read-kept-parts.sql' with { type: 'text' };
import readTotalsBefore from './read-totals-before.sql' with { type: 'text' };
import readPlaces from './read-places.sql' with { type: 'text' };
import type { SettledRun } from './settle-runs.ts';
import { settleRun, writeEntering, writeRetired } from './write-switch-events.ts';

/** What one file, or the closing of one full run, did at its place; and the feed as it was then. */
type Step = { ids: number; counts: ChangeCounts; totals: FeedTotals };
type StepRow = ChangeCounts & { step: number; ids: number; live_change: number; state_hash: string };

/**
 * Writes the events of a replay: each file, and each closing of a full run, with what it did at its place and the hash
 * of the state then, in the order in which a clean load would have written them.
 */
export async function writeSteps(
  transaction: Transaction,
  change: LoadSwitch,
  runs: readonly SettledRun[],
  startedMs: number,
): Promise<void> {
  const { steps, base } = await readSteps(transaction, change.feed);
  const stepAt = (place: number, before: FeedTotals): Step =>
    steps.get(place) ?? { ...noStep, totals: before };
  const places = await readEnteringPlaces(transaction);
  const touched = runs.filter(({ isTouched }) => isTouched);
  const guard = openGuard(change, base);
  let totals = base;
  let run: Run = { fullRun: null, corrects: false };
  for (const entering of change.enter) {
    const place = places.get(entering.staged.loadId) as number;
    run = await followRun(transaction, change, run, entering, totals);
    const step = stepAt(place, totals);
    guard.pass(entering, step);
    totals = step.totals;
    const closing = touched.find(({ place: behind }) => behind === place + 1);
    const closed = stepAt(place + 1, totals);
    const corrected = run.corrects && describeCorrected(step.counts, keptWrongly(closing, closed));
    const facts = { ...totals, folded: entering.staged.totals.records - step.ids, ...corrected };
    await writeEntering(transaction, entering, step.counts, facts, startedMs);
    if (!closing) continue;
    // Records that the run lacks and that were deleted already are nothing that it says.
    const counts = { ...closed.counts, unchanged: 0 };
    const told = run.corrects && { corrected: { kept_wrongly: counts.deleted } };
    if (await settleRun(transaction, change, closing, counts, { ...closed.totals, ...told })) {
      guard.close(entering, closed);
      totals = closed.totals;
    }
  }
  await settleRest(transaction, change, touched, new Set(places.values()), base);
  const replaced = new Set(change.enter.map(({ replaces }) => replaces));
  await writeRetired(
    transaction,
    change.retire.filter((load) => !replaced.has(load)),
  );
  await settleTotals(transaction, change.feed, totals);
}

/** The full run whose parts are written just now. `corrects`: the feed had live records that it had not brought itself. */
type Run = { fullRun: string | null; corrects: boolean };

/** The run that a file belongs to. Of one that the replay begins in the middle of, parts are in force that stay. */
async function followRun(
  transaction: Transaction,
  { feed, retire }: LoadSwitch,
  run: Run,
  { file }: EnteringLoad,
  { live_records: live }: FeedTotals,
): Promise<Run> {
  const fullRun = fullRunOf(file);
  if (fullRun === run.fullRun) return run;
  if (fullRun === null) return { fullRun, corrects: false };
  const { rows } = await transaction.query<{ gained: number }>(readKeptParts, [feed, fullRun, retire]);
  return { fullRun, corrects: corrects(file, live - (rows[0] as { gained: number }).gained) };
}

/** What the closing of a full run without parts deletes, which is also for its file to say. */
function keptWrongly(closing: SettledRun | undefined, { counts }: Step): number | undefined {
  const isClosedWhole = closing?.becomes.standing === 'closed' && closing.becomes.run.isWhole;
  return isClosedWhole ? counts.deleted : undefined;
}

/** Full runs that only lost parts: those that are left come before the point of return. */
async function settleRest(
  transaction: Transaction,
  change: LoadSwitch,
  touched: readonly SettledRun[],
  places: ReadonlySet<number>,
  base: FeedTotals,
): Promise<void> {
  for (const run of touched) {
    if (run.place !== null && places.has(run.place - 1)) continue;
    await settleRun(transaction, change, run, noStep.counts, base);
  }
}

const noStep = { ids: 0, counts: { inserted: 0, updated: 0, unchanged: 0, deleted: 0 } };

async function readSteps(
  transaction: Transaction,
  feed: string,
): Promise<{ steps: Map<number, Step>; base: FeedTotals }> {
  const before = await transaction.query<{ live_records: number; state_hash: string }>(readTotalsBefore, [
    feed,
  ]);
  const { live_records: live, state_hash: hash } = before.rows[0] as {
    live_records: number;
    state_hash: string;
  };
  const { rows } = await transaction.query<StepRow>(countSteps, [hash]);
  const steps = rows.map(
    ({ step, ids, live_change: gained, state_hash: then, ...counts }): [number, Step] => [
      step,
      { ids, counts, totals: { live_records: live + gained, state_hash: hexOfBits(then) } },
    ],
  );
  return { steps: new Map(steps), base: { live_records: live, state_hash: hexOfBits(hash) } };
}

async function readEnteringPlaces(transaction: Transaction): Promise<Map<number, number>> {
  const { rows } = await transaction.query<{ load_id: number; place: number }>(readPlaces);
  return new Map(rows.map(({ load_id: load, place }) => [load, place]));
}

/** The deletion guard as each file meets it at its place; the parts of a full run answer for all that it deletes. */
function openGuard(
  { policy }: LoadSwitch,
  base: FeedTotals,
): { pass(entering: EnteringLoad, step: Step): void; close(entering: EnteringLoad, step: Step): void } {
  let live = base.live_records;
  let run: { key: string | null; live: number; deleted: number } = { key: null, live, deleted: 0 };
  return {
    pass({ file }, { counts, totals }) {
      const key = file.kind === 'full' ? file.runKey : null;
      if (key === null || key !== run.key) run = { key, live, deleted: 0 };
      guardDeletes(file, policy, counts.deleted, live);
      run.deleted += counts.deleted;
      live = totals.live_records;
    },
    close({ file }, { counts, totals }) {
      guardDeletes(file, policy, run.deleted + counts.deleted, run.live);
      live = totals.live_records;
    },
  };
}

/** The steps and the state are folded from the same lines: they end at the same totals, or nothing is written. */
async function settleTotals(transaction: Transaction, feed: string, last: FeedTotals): Promise<void> {
  const { rows } = await transaction.query<{ live_change: number; hash_change: string }>(countStateChanges);
  const { live_change: live, hash_change: hash } = rows[0] as { live_change: number; hash_change: string };
  const now = await updateFeedTotals(transaction, feed, live, hash);
  if (now.live_records === last.live_records && now.state_hash === last.state_hash) return;
  throw new Defect('replay-disagrees', 'The files of the replay do not add up to the state that it folded.', {
    feed,
    now,
    last,
  });
}
