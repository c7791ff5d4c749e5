import { InvalidInput } from '../errors.ts';
import { chooseStep, isNothingDue, type CloseStep, type DueStep, type LoadStep } from './decide-next.ts';
import { describeGuard } from './describe-guard.ts';
import { holdLease, type HeldLease } from './hold-lease.ts';
import { inspectLoads } from './inspect-loads.ts';
import { loadFile } from './load-file.ts';
import type { Bell, LoadSwitch } from './ports.ts';
import { replayFiles } from './replay-files.ts';
import type { LoadFileDeps } from './stage-file.ts';

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
    const isOutOfTime = (): boolean => deps.remainingMs() < deps.reserveMs;
    if (isOutOfTime()) return 'out-of-time';
    // A statement that hangs does not keep us beyond the lease; from then on it can write nothing.
    const taken = await Promise.race([takeStep(deps, lease, step, isOutOfTime), lease.ended]);
    if (taken === 'out-of-time') return taken;
  }
}

async function takeStep(
  deps: LoadDueDeps,
  lease: HeldLease,
  step: DueStep,
  isOutOfTime: () => boolean,
): Promise<'done' | 'out-of-time'> {
  const { log, clock } = deps;
  const startedMs = clock.nowMs();
  const end = (facts: Record<string, unknown>): void =>
    log.info(`${step.step} ended`, { ...facts, durationMs: clock.nowMs() - startedMs });
  switch (step.step) {
    case 'halt':
      await haltFile(deps, lease, step);
      return 'done';
    case 'load':
      end({ key: step.file.key, outcome: await startLoad(deps, lease, step) });
      return 'done';
    case 'close':
      end({ fullRun: step.run.fullRun, outcome: await closeRun(deps, lease, step) });
      return 'done';
    case 'take-out':
      end({ feed: step.feed, loads: step.loads, outcome: await takeOut(deps, lease, step) });
      return 'done';
    case 'inspect':
      await inspectLoads(deps, lease, step);
      return 'done';
    case 'replay': {
      const outcome = await replayFiles(deps, lease, step, isOutOfTime);
      end({ feed: step.feed, from: step.from, outcome });
      return outcome === 'out-of-time' ? outcome : 'done';
    }
  }
}

function startLoad(deps: LoadDueDeps, lease: HeldLease, step: LoadStep): Promise<string> {
  deps.log.info('load started', { key: step.file.key, feed: step.file.feed, epoch: lease.epoch });
  return loadFile(deps, lease, step);
}

async function haltFile(
  { ledger, log, metrics }: LoadDueDeps,
  lease: HeldLease,
  { file, code, message }: Extract<DueStep, { step: 'halt' }>,
): Promise<void> {
  log.error('file halted', { key: file.key, code });
  metrics.count('FilesHalted', 1);
  await ledger.halt(lease.epoch, file, null, { code, message, totals: null });
}

/** The operator who left the files out has seen what that deletes: no guard. */
async function takeOut(
  { ledger }: LoadDueDeps,
  lease: HeldLease,
  { feed, loads, settings }: Extract<DueStep, { step: 'take-out' }>,
): Promise<string> {
  const change: LoadSwitch = {
    feed,
    cause: 'left-out',
    policy: settings,
    enter: [],
    retire: loads,
    close: null,
  };
  return (await ledger.switchLoads(lease.epoch, change)).outcome;
}

async function closeRun(deps: LoadDueDeps, lease: HeldLease, step: CloseStep): Promise<string> {
  const { run, settings, isLate } = step;
  const result = isLate
    ? await deps.ledger.switchLoads(lease.epoch, {
        ...{ feed: run.lastPart.feed, cause: 'closing', policy: settings },
        ...{ enter: [], retire: [], close: run.fullRun },
      })
    : await deps.ledger.closeRun(lease.epoch, run, settings);
  if (result.outcome !== 'guarded') return result.outcome;
  deps.metrics.count('FilesHalted', 1);
  const refusal = new InvalidInput('deletion-guard', describeGuard(result.guard));
  await deps.ledger.halt(lease.epoch, run.lastPart, null, {
    code: refusal.code,
    message: refusal.message,
    totals: null,
    guard: result.guard,
  });
  return 'guarded';
}
