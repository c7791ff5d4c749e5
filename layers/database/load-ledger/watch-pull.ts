import type { LandedFile } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import readPull from './read-pull.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };

/** Raises an alert about a file that cannot end edits, for want of the time of its pull; the next with one ends it. */
export async function watchPull(
  transaction: Transaction,
  { landedFile, feed, key }: LandedFile,
): Promise<void> {
  const { rows } = await transaction.query<{ is_missed: boolean }>(readPull, [landedFile]);
  if (rows[0]?.is_missed !== true) {
    await transaction.query(resolveAlert, ['unknown-pull', feed]);
    return;
  }
  const message =
    `${key} was applied, but does not say when its pull began, so the edits of ${feed} since the pull before it go on ` +
    'lying over what it says. Have it sent with the metadata pull-started-at.';
  await transaction.query(raiseAlert, ['unknown-pull', 'warning', feed, 'unknown-pull', message]);
}
