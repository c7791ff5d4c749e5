import type { RecordFindings, WantedRecord } from '#core/operate/look-up-record.ts';
import type { RecordStep } from '#core/records/record-history.ts';
import { operateLabel } from '../operate/operate-label.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import beginSnapshot from '../verify/begin-snapshot.sql' with { type: 'text' };
import findFeedsOfId from './find-feeds-of-id.sql' with { type: 'text' };
import readEventTime from './read-event-time.sql' with { type: 'text' };
import { readHistory, readReplacedHistory } from './read-history.ts';

/** What the history knows of one id, all of it at the same moment. */
export function lookUpRecord(
  database: Database,
  { id, feed, asOf }: WantedRecord,
  isHistory: boolean,
): Promise<RecordFindings> {
  return inTransaction(database, operateLabel, async (transaction) => {
    await transaction.query(beginSnapshot);
    const known = await transaction.query<{ feed: string }>(findFeedsOfId, [id]);
    const feeds = known.rows.map((row) => row.feed);
    const asOfTime = asOf === null ? null : await findTime(transaction, asOf);
    const wanted = feed ?? (feeds.length === 1 ? feeds[0] : undefined);
    if (wanted === undefined) return { feeds, asOfTime, steps: [], replaced: [] };
    const steps = await readHistory(transaction, wanted, id, asOf, isHistory ? 'every' : 'last');
    const replaced = isHistory ? await readReplacedHistory(transaction, wanted, id) : [];
    return { feeds, asOfTime, steps, replaced: replaced.filter((step) => !isBack(step, steps)) };
  });
}

/** The full run lacked the record, had it for a while, and lacks it again. */
function isBack({ line, event }: RecordStep, steps: readonly RecordStep[]): boolean {
  return line === 0 && steps.some((step) => step.line === 0 && step.event === event);
}

async function findTime(transaction: Transaction, event: string): Promise<string | null> {
  const { rows } = await transaction.query<{ event_time: Date }>(readEventTime, [event]);
  return rows[0]?.event_time.toISOString() ?? null;
}
