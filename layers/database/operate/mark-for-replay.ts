import type { FileReference } from '#core/operate/file-reference.ts';
import type { ReplayFacts, ReplayStore } from '#core/operate/request-replay.ts';
import resolveSettledHalt from '../load-ledger/resolve-settled-halt.sql' with { type: 'text' };
import { writeEvent } from '../load-ledger/write-event.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { lockLandedFile, type LandedRow } from './lock-landed-file.ts';
import findInForce from './find-in-force.sql' with { type: 'text' };
import insertReplayRequest from './insert-replay-request.sql' with { type: 'text' };
import markEvents from './mark-events.sql' with { type: 'text' };
import { operateLabel } from './operate-label.ts';
import { planFeeds, type PlannedFeed } from './plan-feeds.ts';
import readEvent from './read-event.sql' with { type: 'text' };

type Wish = Parameters<ReplayStore['markForReplay']>[0];
type Decide = Parameters<ReplayStore['markForReplay']>[1];

/**
 * Finds out what a replay would do and writes what `decide` makes of it, in one transaction: the marks, the request, and
 * a skip for each file that is left out.
 */
export function markForReplay(
  database: Database,
  wish: Wish,
  decide: Decide,
): ReturnType<ReplayStore['markForReplay']> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const from = await findStart(transaction, wish.from);
    const without: (LandedRow | null)[] = [];
    for (const file of wish.without) without.push(await lockLandedFile(transaction, file));
    const known = without.filter((file) => file !== null);
    const feeds = from?.event ? await planFeeds(transaction, from.event, known) : [];
    const facts: ReplayFacts = {
      from,
      feeds: feeds.map(({ view }) => view),
      without: without.map((file, index) => ({
        file: file?.key ?? nameOf(wish.without[index] as FileReference),
        standing: standingOf(file, feeds),
      })),
    };
    const order = decide(facts);
    if (order === null || from?.event == null) return { facts, event: null };
    await transaction.query(markEvents, [from.event]);
    const metadata = { ...order, from: Number(from.event), without: known.map(({ key }) => key) };
    const { rows } = await transaction.query<{ id: number }>(insertReplayRequest, [metadata]);
    for (const file of known) await leaveOut(transaction, file, order);
    return { facts, event: String(rows[0]?.id) };
  });
}

async function findStart(
  transaction: Transaction,
  { key, event }: FileReference,
): Promise<ReplayFacts['from']> {
  if (event !== undefined) {
    const { rows } = await transaction.query<{ source_file: string | null }>(readEvent, [event]);
    return rows[0] ? { event, file: rows[0].source_file } : null;
  }
  const { rows } = await transaction.query<{ key: string; event: number | null }>(findInForce, [key]);
  const [found] = rows;
  return found ? { event: found.event === null ? null : String(found.event), file: found.key } : null;
}

function standingOf(
  file: LandedRow | null,
  feeds: readonly PlannedFeed[],
): ReplayFacts['without'][number]['standing'] {
  if (file === null) return 'unknown';
  const feed = feeds.find(({ view }) => view.feed === file.feed);
  return feed && file.order_key !== null && file.order_key >= feed.from ? 'inside' : 'outside';
}

async function leaveOut(
  transaction: Transaction,
  file: LandedRow,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  await writeEvent(transaction, {
    type: 'file_skipped',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landed_file,
    metadata: { by, reason },
  });
  await transaction.query(resolveSettledHalt, [file.bucket, file.key]);
}

function nameOf({ key, event }: FileReference): string {
  return key ?? event ?? '';
}
