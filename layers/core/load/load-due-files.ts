import { InvalidInput } from '../errors.ts';
import { chooseStep, isNothingDue, type DueStep, type NextStep } from './decide-next.ts';
import { describeGuard } from './describe-guard.ts';
import { holdLease, type HeldLease } from './hold-lease.ts';
import { loadFile, type LoadFileDeps } from './load-file.ts';
import type { Bell } from './ports.ts';

export type LoadDueDeps = LoadFileDeps & {
  bell: Bell;
  /** A word for people: which invocation holds the lease. */
  holder: string;
  /** Milliseconds that this invocation may still run. */
  remainingMs(): number;
  /** No new file is begun with less than this left. */
  reserveMs: number;
  signal: AbortSignal;
};

/** `claimed-elsewhere`: another loader holds the unit and will do what is due. `out-of-time`: the bell was rung. */
export type DueOutcome = 'nothing-due' | 'claimed-elsewhere' | 'out-of-time';

/** Does whatever is due in one business unit, in file order, until nothing is. One loader at a time does. */
export async function loadDueFiles(deps: LoadDueDeps): Promise<DueOutcome> {
  const { ledger, clock } = deps;
  const epoch = await ledger.claim(deps.holder);
  if (epoch === null) return 'claimed-elsewhere';
  const lease = holdLease(ledger, clock, epoch, deps.signal);
  try {
    do {
      if ((await workUntilRest(deps, lease)) === 'out-of-time') {
        await ledger.release(epoch, () => true);
        await deps.bell.ring('the invocation ran out of time');
        return 'out-of-time';
      }
    } while (!(await ledger.release(epoch, isNothingDue)));
    return 'nothing-due';
  } catch (error) {
    // What was begun is discarded by the next claim, so that need not wait until this lease has grown old. A lease that
    // is lost cannot be given back, and whatever made us lose it may keep us waiting.
    const isLost = lease.signal.aborted && !deps.signal.aborted;
    if (!isLost) {
      await ledger
        .release(epoch, () => true)
        .catch((second: unknown) => deps.log.warn('lease kept', { second }));
    }
    throw error;
  } finally {
    lease.stop();
  }
}

async function workUntilRest(deps: LoadDueDeps, lease: HeldLease): Promise<'rest' | 'out-of-time'> {
  for (;;) {
    lease.signal.throwIfAborted();
    const step = chooseStep(await deps.ledger.readFeeds());
    if (step.step === 'rest') return 'rest';
    if (deps.remainingMs() < deps.reserveMs) return 'out-of-time';
    // A statement that hangs does not keep us beyond the lease; from then on it can write nothing.
    await Promise.race([takeStep(deps, lease, step), lease.ended]);
  }
}

async function takeStep(deps: LoadDueDeps, lease: HeldLease, step: DueStep): Promise<void> {
  const { log, ledger } = deps;
  if (step.step === 'close') return closeRun(deps, lease, step);
  if (step.step === 'halt') {
    log.error('file halted', { key: step.file.key, code: step.code });
    deps.metrics.count('FilesHalted', 1);
    return ledger.halt(lease.epoch, step.file, null, {
      code: step.code,
      message: step.message,
      totals: null,
    });
  }
  log.info('load started', { key: step.file.key, feed: step.file.feed, epoch: lease.epoch });
  const startedMs = deps.clock.nowMs();
  const outcome = await loadFile(deps, lease, step);
  log.info('load ended', { key: step.file.key, outcome, durationMs: deps.clock.nowMs() - startedMs });
}

async function closeRun(
  deps: LoadDueDeps,
  lease: HeldLease,
  step: Extract<NextStep, { step: 'close' }>,
): Promise<void> {
  const result = await deps.ledger.closeRun(lease.epoch, step.run, step.settings);
  deps.log.info('full run closed', { fullRun: step.run.fullRun, outcome: result.outcome });
  if (result.outcome !== 'guarded') return;
  deps.metrics.count('FilesHalted', 1);
  const refusal = new InvalidInput('deletion-guard', describeGuard(result.guard));
  await deps.ledger.halt(lease.epoch, step.run.lastPart, null, {
    code: refusal.code,
    message: refusal.message,
    totals: null,
    guard: result.guard,
  });
}
