import { asError, InvalidInput, NotFound, Unavailable } from '../errors.ts';
import type { ReplayStep } from './decide-next.ts';
import { describeGuard } from './describe-guard.ts';
import { haltOf } from './halt-of.ts';
import type { HeldLease } from './hold-lease.ts';
import type { EnteringLoad, LandedFile, ReplayFile, StagedLoad } from './ports.ts';
import { correlate, stageFile, type Attempt, type LoadFileDeps } from './stage-file.ts';

/** `out-of-time`: what is staged so far is kept, and the next invocation goes on from there. */
export type ReplayOutcome = 'applied' | 'halted' | 'out-of-time';

/**
 * Stages every file of a feed from the point of return on again, then switches once. Until then nothing has changed: a
 * file that cannot be read, or whose deletes the guard refuses, is halted, and what is in force stays.
 * @throws Unavailable when the attempt may succeed later
 */
export async function replayFiles(
  deps: LoadFileDeps,
  lease: HeldLease,
  step: ReplayStep,
  isOutOfTime: () => boolean,
): Promise<ReplayOutcome> {
  const { ledger, log } = deps;
  const { feed, from, settings: policy } = step;
  const plan = await ledger.planReplay(feed, from);
  log.info('replay started', { feed, from, files: plan.files.length });
  const enter: EnteringLoad[] = [];
  for (const planned of plan.files) {
    if (isOutOfTime()) return 'out-of-time';
    const entering = await stageAgain(deps, lease, step, planned);
    if (entering === null) return 'halted';
    enter.push(entering);
  }
  const result = await ledger.switchLoads(lease.epoch, {
    feed,
    cause: 'replay',
    policy,
    enter,
    retire: plan.retire,
    close: null,
  });
  if (result.outcome === 'applied') return 'applied';
  await halt(
    deps,
    lease,
    result.file,
    null,
    new InvalidInput('deletion-guard', describeGuard(result.guard), result),
  );
  return 'halted';
}

/** Stages one file of a replay and keeps what it staged; null when the file was halted. */
async function stageAgain(
  deps: LoadFileDeps,
  lease: HeldLease,
  { settings }: ReplayStep,
  planned: ReplayFile,
): Promise<EnteringLoad | null> {
  const { file } = planned;
  if (planned.staged !== null) return enteringOf(planned, planned.staged);
  const metadata = { replay: true, ...correlate(deps) };
  const attempt = { loadId: await deps.ledger.startLoad(lease.epoch, file, metadata) };
  try {
    const staged = await stageFromAnywhere(deps, lease, planned, settings, attempt);
    await deps.ledger.keepStaged(lease.epoch, staged);
    return enteringOf(planned, staged);
  } catch (error) {
    if (error instanceof Unavailable || lease.signal.aborted) throw error;
    await halt(deps, lease, file, attempt.loadId, asError(error));
    return null;
  } finally {
    lease.watch(null);
  }
}

function enteringOf({ file, replaces }: ReplayFile, staged: StagedLoad): EnteringLoad {
  const source = staged.stagedFrom === undefined ? {} : { staged_from_load: staged.stagedFrom };
  return { file, staged, replaces, metadata: { replay: true, ...source } };
}

/** From the bucket; where it no longer has the version, from the raw records of its own load in force. */
async function stageFromAnywhere(
  deps: LoadFileDeps,
  lease: HeldLease,
  { file, replaces, isCorrection }: ReplayFile,
  settings: ReplayStep['settings'],
  attempt: Attempt,
): Promise<StagedLoad> {
  try {
    return await stageFile(deps, lease, file, settings, attempt);
  } catch (error) {
    if (!(error instanceof NotFound) || replaces === null || isCorrection) throw error;
    deps.log.warn('the bucket no longer has the file: staging its raw records', {
      key: file.key,
      load: replaces,
    });
    const startedMs = deps.clock.nowMs();
    const totals = await deps.ledger.restage(lease.epoch, attempt.loadId, replaces);
    const stagingMs = deps.clock.nowMs() - startedMs;
    return { loadId: attempt.loadId, totals, stagingMs, stagedFrom: replaces };
  }
}

async function halt(
  deps: LoadFileDeps,
  lease: HeldLease,
  file: LandedFile,
  loadId: number | null,
  error: Error,
): Promise<void> {
  await deps.ledger.halt(lease.epoch, file, loadId, haltOf(error));
  deps.log.error('replay halted', { key: file.key, error });
  deps.metrics.count('FilesHalted', 1);
}
