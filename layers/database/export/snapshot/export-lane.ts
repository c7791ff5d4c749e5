import type { ExportLane, RowStream } from '#core/export/ports.ts';
import { to as copyTo } from 'pg-copy-streams';
import type { Transaction } from '../../transaction.ts';
import { translateDatabaseError } from '../../translate-error.ts';
import { literal } from '../compile/literal.ts';

/** What a connection of the snapshot can be asked. One thing at a time: a stream is read to its end first. */
export function openLane(transaction: Transaction): ExportLane {
  return {
    copyOut: (sql, nullText) => copyOut(transaction, sql, nullText),
    async find(sql) {
      const { rows } = await transaction.query<[number, string | null]>({ text: sql, rowMode: 'array' });
      const [found, example] = rows[0] as [number, string | null];
      return { found, example };
    },
  };
}

/** Nothing is asked of the server before somebody reads. */
function copyOut(transaction: Transaction, sql: string, nullText: string): RowStream {
  let rows = 0;
  const read = async function* (): AsyncIterable<Uint8Array> {
    const text = `copy (${sql}) to stdout with (format csv, null ${literal(nullText)}, encoding 'UTF8')`;
    const stream = transaction.query(copyTo(text));
    try {
      for await (const chunk of stream) yield chunk as Uint8Array;
      // The count comes behind the last row; whatever is asked next is answered behind it.
      await transaction.query('');
    } catch (error) {
      throw translateDatabaseError(error);
    }
    rows = stream.rowCount;
  };
  return { bytes: read(), rows: () => rows };
}
