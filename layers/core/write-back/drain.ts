import { asError, isMillraceError } from '../errors.ts';
import { Refused, Throttled, Unauthorized } from './connector-errors.ts';
import type { Connector } from './connector.ts';
import type { HeldDestination } from './hold-destination.ts';
import { limitAtOnce, type Gate } from './limit-at-once.ts';
import type { Pace } from './pace.ts';
import type { DrainAlert, DrainCounts, DrainDeps } from './ports.ts';
import { putOff, tryAgain } from './put-back.ts';
import type { Settlement } from './queued-record.ts';

/** While a destination does not let us in, the next schedule tries it once more. */
export const lockedOutMs = 270_000;

/** A row that a call is about. */
export type CalledRow = { row: number; attempts: number };

/** One drain of one destination, in the hands of those who read and write. */
export class Drain {
  readonly connector: Connector;
  readonly pace: Pace;
  readonly lease: HeldDestination;
  readonly counts: DrainCounts = { records: 0, calls: 0, done: 0, superseded: 0, failed: 0, putBack: 0 };
  private readonly deps: DrainDeps;
  private readonly writeGate: Gate;
  private isAlerted: boolean;

  constructor(
    deps: DrainDeps,
    made: { connector: Connector; pace: Pace; lease: HeldDestination; isAlerted: boolean },
  ) {
    this.deps = deps;
    this.connector = made.connector;
    this.pace = made.pace;
    this.lease = made.lease;
    this.isAlerted = made.isAlerted;
    this.writeGate = limitAtOnce(made.connector.writesAtOnce ?? Infinity);
  }

  get destination(): string {
    return this.deps.destination;
  }

  /** Another page is not begun. */
  isOver(): boolean {
    return this.pace.pausedMs() > 0 || this.deps.remainingMs() < this.deps.reserveMs;
  }

  /** Writes what became of rows. */
  async settle(settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    this.lease.signal.throwIfAborted();
    await this.deps.store.settle(this.lease.epoch, settlements);
    for (const settled of settlements) {
      this.counts[settled.outcome === 'put-back' ? 'putBack' : settled.outcome] += 1;
      if (settled.outcome === 'failed') this.deps.log.warn('write-back failed', settled);
    }
  }

  /** As `call`, for a call that changes something. */
  write<T>(
    rows: readonly CalledRow[],
    records: number,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | Refused | null> {
    return this.writeGate(() => this.call(rows, records, send));
  }

  /**
   * One call, when its turn comes.
   * @param rows whom it is about: put back when it comes to nothing
   * @returns its answer; Refused when the destination will not take it as it is; null when the rows were put back
   */
  async call<T>(
    rows: readonly CalledRow[],
    records: number,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | Refused | null> {
    const turn = await this.pace.take(this.connector.costOf(records));
    if (turn === null) {
      await this.settle(rows.map((row) => this.putOff(row)));
      return null;
    }
    this.lease.requireFresh();
    this.counts.calls += 1;
    try {
      // Counted before anything else is done with the answer: it says when the call had arrived.
      const answer = await send(this.lease.signal).finally(() => turn.answered());
      await this.noteLetIn();
      return answer;
    } catch (error) {
      if (error instanceof Refused) return error;
      this.lease.signal.throwIfAborted();
      await this.settle(await this.judge(rows, error));
      return null;
    }
  }

  /** A row that was not tried: nothing is held against it. */
  putOff({ row }: CalledRow): Settlement {
    return putOff(row, this.pace.pausedMs());
  }

  /** A row that was tried in vain. */
  tryAgain(row: CalledRow, error: { code: string; message: string }): Settlement {
    return tryAgain(row, error, this.deps.random());
  }

  /** What the failure of a whole call makes of its rows. What is no row's fault burns no attempt. */
  private async judge(rows: readonly CalledRow[], error: unknown): Promise<Settlement[]> {
    if (error instanceof Throttled) await this.pause(error.retryAfterMs, null);
    else if (error instanceof Unauthorized) await this.pause(lockedOutMs, error);
    else {
      if (!isMillraceError(error)) this.deps.log.error('a connector failed', { error });
      const { message } = asError(error);
      const told = isMillraceError(error)
        ? { code: error.code, message }
        : { code: 'unexpected-error', message };
      return rows.map((row) => this.tryAgain(row, told));
    }
    return rows.map((row) => this.putOff(row));
  }

  /** From now on nothing is sent for so long. What waits is put off, and read again when it is over. */
  async pause(durationMs: number, alert: DrainAlert | null): Promise<void> {
    this.pace.pause(durationMs);
    this.deps.log.warn('destination paused', {
      destination: this.destination,
      durationMs,
      code: alert?.code,
    });
    if (alert) this.isAlerted = true;
    await this.deps.store.pause(this.lease.epoch, durationMs, alert);
  }

  private async noteLetIn(): Promise<void> {
    if (!this.isAlerted) return;
    this.isAlerted = false;
    await this.deps.store.resolveAlert(this.lease.epoch);
  }
}
