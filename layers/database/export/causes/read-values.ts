import type { RecordRead } from '#core/export/causes/reads-of.ts';
import type { Transaction } from '../../transaction.ts';
import dropFold from '../snapshot/drop-fold.sql' with { type: 'text' };
import { putPastLoadsFirst } from '../snapshot/shadow-past.ts';
import readPastValues from './read-past-values.sql' with { type: 'text' };
import { foldWanted } from './show-past.ts';

/**
 * What parts of records were when an event was the newest, as jsonb in text, in their order; null: not there. Has the names
 * of the ledger mean the past until the transaction ends.
 */
export async function readValues(
  transaction: Transaction,
  reads: readonly RecordRead[],
  asOf: string,
): Promise<(string | null)[]> {
  const values: (string | null)[] = reads.map(() => null);
  await putPastLoadsFirst(transaction, [...new Set(reads.map(({ feed }) => feed))], asOf);
  const parts = reads.map((read, place) => ({ ...read, place }));
  for (const [feed, ofFeed] of Map.groupBy(parts, (part) => part.feed)) {
    await foldWanted(transaction, feed, [...new Set(ofFeed.map(({ id }) => id))]);
    const wanted = ofFeed.map(({ place, id, member, element, path }) => ({
      place,
      id,
      member,
      element,
      path,
    }));
    const found = await transaction.query<{ place: number; value: string | null }>(readPastValues, [
      JSON.stringify(wanted),
    ]);
    for (const { place, value } of found.rows) values[place] = value;
    await transaction.query(dropFold);
  }
  return values;
}
