import type { Clock, Log, Metrics } from '../load/ports.ts';
import type { Connector } from './connector.ts';
import type { QueuedRecord, Settlement } from './queued-record.ts';

export interface DrainClock extends Clock {
  /** Comes back after so long, or when the signal ends. Never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** A destination that was claimed. */
export type DrainClaim = {
  epoch: number;
  /** Calls of the budget that the drain before had still to count, and how long ago; null: nobody knows. */
  before: { spent: number; agoMs: number } | null;
  /** An alert says that the destination is paused. */
  isAlerted: boolean;
  /** How many pauses the destination asked for in a row. */
  pauses: number;
};

/** A pause, and how many it asked for since anything went through. */
export type DrainPause = { durationMs: number; inARow: number };

/** Why a destination is paused that does not let us in, or does not stop to ask for pauses. */
export type DrainAlert = { code: string; message: string };

/** What a drain came to; each row counts once for each time it was settled. */
export type DrainCounts = {
  records: number;
  calls: number;
  done: number;
  superseded: number;
  failed: number;
  putBack: number;
};

/**
 * The queue of one destination. Whatever an epoch writes is refused once it is not the newest: `lease-lost`.
 */
export interface WriteBackStore {
  /** Null while another drain holds the destination. What older ones left in flight is pending again. */
  claim(holder: string): Promise<DrainClaim | null>;
  /** Keeps the lease. False: it is lost. */
  beat(epoch: number): Promise<boolean>;
  /**
   * Gives the lease back, unless something is due now or within `waitMs`.
   * @param spent calls of the budget that are still to be counted; null leaves what is kept
   * @returns how long until something is due; null: the lease was given back
   */
  rest(epoch: number, spent: number | null, waitMs: number): Promise<number | null>;
  /** Gives the lease back in any case. */
  giveBack(epoch: number, spent: number | null): Promise<void>;
  /** Takes records that have something due, at most so many, with all their rows that are open; they are in flight then. */
  takePage(epoch: number, atMost: number): Promise<QueuedRecord[]>;
  /** Writes what became of rows in flight, and the events of those that failed. */
  settle(epoch: number, settlements: readonly Settlement[]): Promise<void>;
  /** Sends nothing for so long, whoever drains. With an alert it is an operator's business. */
  pause(epoch: number, pause: DrainPause, alert: DrainAlert | null): Promise<void>;
  /** Something went through: no pause before that counts any more, and the alert is over. */
  endPauses(epoch: number): Promise<void>;
  beginRun(epoch: number): Promise<number>;
  endRun(run: number, counts: DrainCounts, error: string | null): Promise<void>;
}

export type DrainDeps = {
  /** For people: `airtable`. */
  destination: string;
  store: WriteBackStore;
  /** Asked once in a drain that has something to send, so that credentials may change. */
  openConnector(): Promise<Connector>;
  clock: DrainClock;
  /** From 0 to 1. */
  random(): number;
  log: Log;
  metrics: Metrics;
  /** Which invocation holds the lease. */
  holder: string;
  remainingMs(): number;
  /** With less than this left no further page is taken. */
  reserveMs: number;
  signal: AbortSignal;
};
