import type { RejectsResponse } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import countRejects from './count-rejects.sql' with { type: 'text' };
import findLoadWithRejects from './find-load-with-rejects.sql' with { type: 'text' };
import listRejectsSql from './list-rejects.sql' with { type: 'text' };
import { operateLabel } from './operate-label.ts';

type RejectRow = {
  line: number;
  byte_offset: number;
  code: string;
  reason: string;
  raw_base64: string;
  raw_length: number;
};

/** The rejects of the file that `file` names, or of the newest load that has any; null when there is no such load. */
export function listRejects(
  database: Database,
  file: { key?: string; event?: string },
  page: { afterLine?: string | undefined; limit: number },
): Promise<RejectsResponse | null> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const found = await transaction.query<{ load_id: number; key: string }>(findLoadWithRejects, [
      file.key,
      file.event,
    ]);
    const [load] = found.rows;
    if (!load) return null;
    const total = await transaction.query<{ total: number }>(countRejects, [load.load_id]);
    const { rows } = await transaction.query<RejectRow>(listRejectsSql, [
      load.load_id,
      page.afterLine ?? 0,
      page.limit,
    ]);
    return {
      file: load.key,
      load: String(load.load_id),
      total: total.rows[0]?.total ?? 0,
      rejects: rows.map((row) => ({
        line: String(row.line),
        byteOffset: String(row.byte_offset),
        code: row.code,
        reason: row.reason,
        rawBase64: row.raw_base64.replaceAll('\n', ''),
        rawLength: row.raw_length,
      })),
    };
  });
}
