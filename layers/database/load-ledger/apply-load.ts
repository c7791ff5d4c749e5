import type { ApplyOutcome, FeedPolicy, LandedFile, StagedLoad } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import { createChangeSet, settleChangeSet } from './change-set.ts';
import { closeRunOf } from './close-run.ts';
import { countKeptWrongly } from './count-kept-wrongly.ts';
import { describeCorrected } from './describe-corrected.ts';
import { asVerdict } from './guard-deletes.ts';
import { measureLoad } from './measure-load.ts';
import { putLoadInForce } from './put-load-in-force.ts';
import { tellPlanner } from './tell-planner.ts';
import { watchPull } from './watch-pull.ts';
import { watchSize } from './watch-size.ts';
import { withLease } from './with-lease.ts';
import { writeResultEvent } from './write-event.ts';

/**
 * One transaction: folds the staged lines onto the state, writes `file_complete`, puts the load in force. A full file
 * without parts is a whole run: it is closed in the same transaction, so that nobody sees it half done.
 */
export function applyLoad(
  database: Database,
  epoch: number,
  file: LandedFile,
  staged: StagedLoad,
  policy: FeedPolicy,
  metadata: Record<string, unknown>,
): Promise<ApplyOutcome> {
  const { loadId, totals } = staged;
  const apply = async (transaction: Transaction): Promise<ApplyOutcome> => {
    const startedMs = performance.now();
    await tellPlanner(transaction, loadId, totals.records);
    const distinctIds = await createChangeSet(transaction, loadId, file.feed, totals.records);
    const change = await settleChangeSet(transaction, { file, loadId, policy });
    const isWholeRun = file.kind === 'full' && file.runKey === null;
    const keptWrongly = isWholeRun
      ? await countKeptWrongly(transaction, file, staged, change.live, change.totals)
      : undefined;
    const event = await writeResultEvent(transaction, {
      type: 'file_complete',
      sourceFile: file.key,
      feed: file.feed,
      landedFile: file.landedFile,
      load: loadId,
      processed: totals.records + totals.rejects,
      rejected: totals.rejects,
      counts: change.counts,
      metadata: {
        ...metadata,
        ...measureLoad(staged, performance.now() - startedMs),
        folded: totals.records - distinctIds,
        ...change.totals,
        ...(change.corrects && describeCorrected(change.counts, keptWrongly)),
      },
    });
    await putLoadInForce(transaction, file, staged, event);
    await watchSize(transaction, file, staged);
    await watchPull(transaction, file);
    const withheld = isWholeRun && (await closeRunOf(transaction, file, loadId, policy)).withheld;
    return { outcome: 'applied', event, counts: change.counts, withheld };
  };
  return withLease(database, epoch, apply).catch(asVerdict);
}
