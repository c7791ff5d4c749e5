import { asError, isMillraceError } from '../errors.ts';
import { Refused, Throttled, Unauthorized } from './connector-errors.ts';
import type { Connector } from './connector.ts';
import type { HeldDestination } from './hold-destination.ts';
import { limitAtOnce, type Gate } from './limit-at-once.ts';
import type { Pace } from './pace.ts';
import type { DrainAlert, DrainClaim, DrainCounts, DrainDeps } from './ports.ts';
import { putOff, tryAgain } from './put-back.ts';
import type { Settlement } from './queued-record.ts';

/** While a destination does not let us in, the next schedule tries it once more. */
export const lockedOutMs = 270_000;
/** So often in a row a destination may ask for a pause before it is treated like one that does not let us in. */
const mostPauses = 10;

/** A row that a call is about. */
export type CalledRow = { row: number; attempts: number };

/** One drain of one destination, in the hands of those who read and write. */
export class Drain {
  readonly connector: Connector;
  readonly pace: Pace;
  readonly lease: HeldDestination;
  readonly counts: DrainCounts = { records: 0, calls: 0, done: 0, superseded: 0, failed: 0, putBack: 0 };
  private readonly deps: DrainDeps;
  private readonly readGate: Gate;
  private readonly writeGate: Gate;
  private isAlerted: boolean;
  /** Pauses that the destination asked for, since anything went through. */
  private pauses: number;

  constructor(
    deps: DrainDeps,
    made: { connector: Connector; pace: Pace; lease: HeldDestination; claim: DrainClaim },
  ) {
    this.deps = deps;
    this.connector = made.connector;
    this.pace = made.pace;
    this.lease = made.lease;
    this.isAlerted = made.claim.isAlerted;
    this.pauses = made.claim.pauses;
    this.readGate = limitAtOnce(made.connector.readsAtOnce ?? Infinity);
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

  /** Writes what became of rows that the destination was asked about. */
  async settleAnswered(settlements: readonly Settlement[]): Promise<void> {
    await this.settle(settlements);
    if (settlements.some(({ outcome }) => outcome !== 'put-back')) await this.noteProgress();
  }

  /** As `call`, for a call that only reads. */
  read<T>(
    rows: readonly CalledRow[],
    records: number,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | Refused | null> {
    return this.readGate(() => this.call(rows, records, send));
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
  private async call<T>(
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
      return await send(this.lease.signal).finally(() => turn.answered());
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
    if (error instanceof Throttled) await this.throttle(error.retryAfterMs);
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

  /** The destination wants to be left alone for so long; after too many of these in a row it is for longer. */
  async throttle(retryAfterMs: number): Promise<void> {
    // Answers to calls that were under way together are one pause.
    if (this.pace.pausedMs() === 0) this.pauses += 1;
    if (this.pauses < mostPauses) return this.pause(retryAfterMs, null);
    await this.pause(Math.max(retryAfterMs, lockedOutMs), {
      code: 'too-many-requests',
      message:
        `${this.destination} has answered ${this.pauses} times in a row that it has had too many requests, and nothing ` +
        'went through in between. Find out who else uses the token, or give it a greater budget.',
    });
  }

  /** From now on nothing is sent for so long. What waits is put off, and read again when it is over. */
  private async pause(durationMs: number, alert: DrainAlert | null): Promise<void> {
    this.pace.pause(durationMs);
    this.deps.log.warn('destination paused', {
      destination: this.destination,
      durationMs,
      code: alert?.code,
    });
    if (alert) this.isAlerted = true;
    await this.deps.store.pause(this.lease.epoch, { durationMs, inARow: this.pauses }, alert);
  }

  /** That a read is answered does not mean much: a write may be what the destination does not take. */
  private async noteProgress(): Promise<void> {
    if (!this.isAlerted && this.pauses === 0) return;
    this.isAlerted = false;
    this.pauses = 0;
    await this.deps.store.endPauses(this.lease.epoch);
  }
}
