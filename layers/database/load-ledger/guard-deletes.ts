import { limits } from '#core/limits.ts';
import type { FeedPolicy, Guarded, GuardVerdict, LandedFile } from '#core/load/ports.ts';

/** Thrown to roll a transaction back whose deletes are more than the guard allows; never leaves this folder. */
class GuardTripped extends Error {
  readonly file: LandedFile;
  readonly guard: GuardVerdict;

  constructor(file: LandedFile, guard: GuardVerdict) {
    super('deletion guard');
    this.file = file;
    this.guard = guard;
  }
}

/**
 * Rolls the transaction back when it deletes more than the share that the feed allows, and more than a few.
 * @param liveBefore live records of the feed before the load, or the full run, began
 */
export function guardDeletes(
  file: LandedFile,
  policy: FeedPolicy,
  deletes: number,
  liveBefore: number,
): void {
  if (file.deletesAccepted || deletes <= limits.deletionsTolerated) return;
  if (deletes <= policy.deletionGuard * liveBefore) return;
  throw new GuardTripped(file, { deletes, live: liveBefore, share: policy.deletionGuard });
}

/** What a tripped guard means to the caller; any other failure goes on. */
export function asVerdict(thrown: unknown): Guarded {
  if (thrown instanceof GuardTripped) {
    return { outcome: 'guarded', file: thrown.file, guard: thrown.guard };
  }
  throw thrown;
}
