import type { FeedReplay, HaltedFile } from '#core/operate/responses.ts';
import { hexOfBits } from '../state-hash.ts';
import { planReplay } from '../switch-loads/plan-replay.ts';
import type { Transaction } from '../transaction.ts';
import findReplayPoints from './find-replay-points.sql' with { type: 'text' };
import type { LandedRow } from './lock-landed-file.ts';
import measureReplay from './measure-replay.sql' with { type: 'text' };

/** A feed that a replay touches. `from`: the order key that it begins at. */
export type PlannedFeed = { from: string; view: FeedReplay };

type PointRow = { feed: string; order_key: string };
type MeasureRow = {
  live_records: number;
  state_hash: string;
  ids: number;
  expected_ms: number;
  halted: HaltedFile | null;
};

/** What a replay from an event on would do to each feed, if those files were left out. */
export async function planFeeds(
  transaction: Transaction,
  event: string,
  without: readonly LandedRow[],
): Promise<PlannedFeed[]> {
  const { rows } = await transaction.query<PointRow>(findReplayPoints, [event]);
  const planned: PlannedFeed[] = [];
  for (const point of rows) {
    planned.push({ from: point.order_key, view: await planFeed(transaction, point, without) });
  }
  return planned;
}

async function planFeed(
  transaction: Transaction,
  { feed, order_key: from }: PointRow,
  leaving: readonly LandedRow[],
): Promise<FeedReplay> {
  const plan = await planReplay(transaction, feed, from);
  const left = new Set(leaving.map((file) => file.landed_file));
  const files = plan.files.map(({ file }) => file).filter(({ landedFile }) => !left.has(landedFile));
  const { rows } = await transaction.query<MeasureRow>(measureReplay, [feed, from, plan.retire, [...left]]);
  const measured = rows[0] as MeasureRow;
  return {
    feed,
    files: files.length,
    firstFile: files[0]?.key ?? null,
    lastFile: files.at(-1)?.key ?? null,
    without: leaving.filter((file) => file.feed === feed).map(({ key }) => key),
    ids: measured.ids,
    expectedSeconds: measured.expected_ms / 1000,
    live: measured.live_records,
    stateHash: hexOfBits(measured.state_hash),
    halted: measured.halted,
  };
}
