/** A row of the queue, as far as it decides what is sent. */
export type QueuedRow = {
  id: number;
  status: 'pending' | 'in_flight' | 'done' | 'failed' | 'superseded';
  payload: unknown;
  attempts: number;
  /** What the destination had at a conflict that was told before the row was retried or made: it may overwrite exactly that. */
  remote: unknown;
};

/** One record of a destination with its rows in flight, and every row that they must be read with, by id. */
export type QueuedRecord = { entity: string; id: string; rows: readonly QueuedRow[] };

/** What becomes of a row. */
export type Settlement =
  | { row: number; outcome: 'done' }
  | { row: number; outcome: 'superseded'; by: number }
  | {
      row: number;
      outcome: 'failed';
      code: string;
      message: string;
      /** What the destination has of its fields, where that is known. */
      remote?: Record<string, unknown>;
      burnsAttempt?: boolean;
    }
  /** Pending again; without an error nothing was tried. */
  | { row: number; outcome: 'put-back'; dueInMs: number; error: { code: string; message: string } | null };
