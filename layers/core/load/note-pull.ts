import type { HeldLease } from './hold-lease.ts';
import type { LandedFile, LoadLedger, Log, ObjectContent } from './ports.ts';

/** The metadata of an object that says when the pull began that made it: an ISO 8601 time with its offset. */
export const pullStartedAt = 'pull-started-at';

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Writes down when the pull began that made a file: what its source learnt before that, the file knows. A time that cannot
 * be true is not believed: edits since the pull before then go on lying over what the file says, as they do without one.
 */
export async function notePull(
  { ledger, log }: { ledger: Pick<LoadLedger, 'notePull'>; log: Log },
  { epoch }: Pick<HeldLease, 'epoch'>,
  file: LandedFile,
  metadata: ObjectContent['metadata'],
): Promise<void> {
  const text = metadata[pullStartedAt];
  if (text === undefined) return;
  const began = new Date(isoTime.test(text) ? text : NaN);
  const isBelieved = !Number.isNaN(began.getTime()) && (await ledger.notePull(epoch, file, began));
  if (!isBelieved)
    log.warn('the pull of a file began at no possible time', { key: file.key, [pullStartedAt]: text });
}
