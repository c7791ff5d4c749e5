import type { LoadSwitch } from '#core/load/ports.ts';
import type { TakenOut } from '#core/operate/responses.ts';
import { readFeeds } from '../load-ledger/read-feeds.ts';
import countStateChanges from '../switch-loads/count-state-changes.sql' with { type: 'text' };
import createCountedLoads from '../switch-loads/create-counted-loads.sql' with { type: 'text' };
import { foldAgain } from '../switch-loads/fold-again.ts';
import { isReset, settleRuns } from '../switch-loads/settle-runs.ts';
import type { Transaction } from '../transaction.ts';
import findLoadInForce from './find-load-in-force.sql' with { type: 'text' };
import type { LandedRow } from './lock-landed-file.ts';

type Changes = { inserted: number; updated: number; deleted: number; absent: number };

/**
 * What the state of a feed would be without a file in force: folded as the switch that takes it out will fold it, and
 * not written. Null when nothing of the file is in force.
 */
export async function lookAhead(transaction: Transaction, file: LandedRow): Promise<TakenOut | null> {
  const found = await transaction.query<{ load_id: number }>(findLoadInForce, [file.landed_file]);
  const load = found.rows[0]?.load_id;
  const feed = (await readFeeds(transaction)).find((facts) => facts.feed === file.feed);
  if (load === undefined || !feed) return null;
  const change: LoadSwitch = {
    ...{ feed: feed.feed, cause: 'left-out', policy: feed.settings },
    ...{ enter: [], retire: [load], close: null },
  };
  await transaction.query(createCountedLoads, [change.feed, change.retire, []]);
  const runs = await settleRuns(transaction, change);
  const closed = runs.filter(({ becomes }) => becomes.standing === 'closed').map((run) => run.fullRun);
  await foldAgain(transaction, { ...change, enter: [], steps: false }, closed, runs.some(isReset));
  const { rows } = await transaction.query<Changes>(countStateChanges);
  const { inserted, updated, deleted, absent } = rows[0] as Changes;
  return { inserted, updated, deleted: deleted + absent };
}
