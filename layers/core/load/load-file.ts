import { asError, InvalidInput, Unavailable } from '../errors.ts';
import type { LoadStep } from './decide-next.ts';
import { describeGuard } from './describe-guard.ts';
import { describeLate } from './describe-late.ts';
import { haltOf } from './halt-of.ts';
import type { HeldLease } from './hold-lease.ts';
import type { GuardVerdict, StagedLoad } from './ports.ts';
import { correlate, stageFile, type LoadFileDeps } from './stage-file.ts';

/** How one attempt at a file ended. Whatever else goes wrong is thrown and has changed nothing. */
export type LoadOutcome = 'applied' | 'halted' | 'duplicate';

/**
 * Stages one file and applies it in one transaction. A file that cannot be loaded is halted: its records stay as they
 * were, the later files of its feed wait, and the event says why.
 * @throws Unavailable when the attempt may succeed later
 */
export async function loadFile(deps: LoadFileDeps, lease: HeldLease, step: LoadStep): Promise<LoadOutcome> {
  const { ledger } = deps;
  const { file } = step;
  const missing = step.missingParts.length === 0 ? {} : { missing_parts: step.missingParts };
  const metadata = { ...missing, ...correlate(deps) };
  const startedMs = deps.clock.nowMs();
  const attempt = { loadId: await ledger.startLoad(lease.epoch, file, metadata) };
  try {
    const staged = await stageFile(deps, lease, file, step.settings, attempt);
    const outcome = await applyStaged(deps, lease, step, staged, metadata);
    if (outcome === 'applied') deps.metrics.count('LoadSeconds', (deps.clock.nowMs() - startedMs) / 1000);
    return outcome;
  } catch (error) {
    if (error instanceof Unavailable || lease.signal.aborted) throw error;
    await ledger.halt(lease.epoch, file, attempt.loadId, haltOf(asError(error)));
    deps.log.error('file halted', { key: file.key, error });
    deps.metrics.count('FilesHalted', 1);
    return 'halted';
  } finally {
    lease.watch(null);
  }
}

async function applyStaged(
  deps: LoadFileDeps,
  lease: HeldLease,
  step: LoadStep,
  staged: StagedLoad,
  metadata: Record<string, unknown>,
): Promise<LoadOutcome> {
  const { ledger } = deps;
  const { file } = step;
  if (file.correctsLoad !== null) {
    if ((await ledger.readSha256(file.correctsLoad)) === staged.totals.sha256) {
      await ledger.markDuplicate(lease.epoch, file, staged.loadId);
      return 'duplicate';
    }
    if (step.settings.late === 'halt' && !file.lateAccepted) {
      const { code, message } = describeLate(file, true);
      throw new InvalidInput(code, message, { totals: staged.totals });
    }
  }
  const guard = await putInForce(deps, lease, step, staged, metadata);
  if (guard !== null) {
    throw new InvalidInput('deletion-guard', describeGuard(guard), { totals: staged.totals, guard });
  }
  deps.metrics.count('FilesApplied', 1);
  deps.metrics.count('LinesLoaded', staged.totals.records);
  deps.metrics.count('LinesRejected', staged.totals.rejects);
  return 'applied';
}

/** The common case folds onto the stored state; a place in the past is a switch. The verdict, if the guard tripped. */
async function putInForce(
  { ledger }: LoadFileDeps,
  { epoch }: HeldLease,
  { file, settings, isLate }: LoadStep,
  staged: StagedLoad,
  metadata: Record<string, unknown>,
): Promise<GuardVerdict | null> {
  if (!isLate) {
    const result = await ledger.apply(epoch, file, staged, settings, metadata);
    return result.outcome === 'guarded' ? result.guard : null;
  }
  const replaces = file.correctsLoad;
  const result = await ledger.switchLoads(epoch, {
    feed: file.feed,
    cause: replaces === null ? 'late-file' : 'correction',
    policy: settings,
    enter: [{ file, staged, replaces, metadata }],
    retire: replaces === null ? [] : [replaces],
    close: null,
  });
  return result.outcome === 'guarded' ? result.guard : null;
}
