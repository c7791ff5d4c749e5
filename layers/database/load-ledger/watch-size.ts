import { limits } from '#core/limits.ts';
import { judgeSize } from '#core/load/judge-size.ts';
import type { LandedFile, StagedLoad } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import readUsualSize from './read-usual-size.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };

/** Raises an alert about a file that came empty or far smaller than usual, and ends it with one of usual size. */
export async function watchSize(
  transaction: Transaction,
  file: LandedFile,
  { loadId, totals }: StagedLoad,
): Promise<void> {
  const { rows } = await transaction.query<{ files: number; fewest_lines: number }>(readUsualSize, [
    file.feed,
    file.kind,
    file.part,
    loadId,
    limits.usualFiles,
  ]);
  const { files, fewest_lines: fewestLines } = rows[0] as { files: number; fewest_lines: number };
  const alert = judgeSize(file, totals.records + totals.rejects, { files, fewestLines });
  await (alert === null
    ? transaction.query(resolveAlert, ['thin-file', file.feed])
    : transaction.query(raiseAlert, ['thin-file', 'warning', file.feed, alert.code, alert.message]));
}
