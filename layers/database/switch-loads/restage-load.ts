import type { StagingTotals } from '#core/staging/block.ts';
import ensureRawPartition from '../load-ledger/ensure-raw-partition.sql' with { type: 'text' };
import type { Transaction } from '../transaction.ts';
import copyLoad from './copy-load.sql' with { type: 'text' };
import copyRejects from './copy-rejects.sql' with { type: 'text' };
import readTotals from './read-totals.sql' with { type: 'text' };

type TotalsRow = {
  records: number;
  rejects: number;
  blank_lines: number;
  source_bytes: number;
  decompressed_bytes: number;
  sha256: string;
};

/** Stages the lines and rejects of a load again from the history of another; its totals are those of the other. */
export async function restageLoad(
  transaction: Transaction,
  loadId: number,
  from: number,
): Promise<StagingTotals> {
  await transaction.query(ensureRawPartition, [loadId]);
  await transaction.query(copyLoad, [loadId, from]);
  await transaction.query(copyRejects, [loadId, from]);
  const { rows } = await transaction.query<TotalsRow>(readTotals, [from]);
  const row = rows[0] as TotalsRow;
  return {
    lines: row.records + row.rejects + row.blank_lines,
    blankLines: row.blank_lines,
    records: row.records,
    rejects: row.rejects,
    sourceBytes: row.source_bytes,
    decompressedBytes: row.decompressed_bytes,
    sha256: row.sha256,
  };
}
