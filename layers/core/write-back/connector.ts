export type Destination = 'airtable' | 'asana';

/**
 * A record of a destination. A field that the destination leaves out when it is empty is null here; one that the record
 * cannot have, because nobody made it there, is missing.
 */
export type RemoteRecord = { id: string; fields: Readonly<Record<string, unknown>> };

/** What became of one record of a call. */
export type RecordOutcome =
  | { id: string; outcome: 'done' }
  /** This record will never be taken as it is. */
  | { id: string; outcome: 'refused'; code: string; message: string }
  /** A destination that answers each change of a call apart has put this one off. */
  | { id: string; outcome: 'throttled'; retryAfterMs: number }
  | { id: string; outcome: 'unavailable'; code: string; message: string };

/**
 * One outbound system, as draining sees it. It holds no budget and repeats nothing: whoever calls paces and retries.
 *
 * A call that fails as a whole throws: Throttled (429), Unauthorized (401, 403), Refused (another 4xx; a batch may be
 * split), Unavailable (5xx, timeout, no connection, an answer that cannot be read). After Unavailable nobody knows
 * whether a write was taken.
 */
export type Connector = {
  destination: Destination;
  /** Entity types it takes. */
  entities: readonly string[];
  /** Records that one read call may name. */
  readSize: number;
  /** Records that one write call may change. */
  writeSize: number;
  /** The documented budget: so many calls in so long. */
  limit: { calls: number; perMs: number };
  /** Calls of each kind that may be under way at once; any number when left out. */
  readsAtOnce?: number;
  writesAtOnce?: number;
  /** How many calls of the budget a call for that many records costs. */
  costOf(records: number): number;
  /** What the records have now of these fields; one that is not there is missing in the answer. One call. */
  read(
    entity: string,
    ids: readonly string[],
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RemoteRecord[]>;
  /** Sets these fields, null clears. One call; an outcome for each record, in their order. */
  write(entity: string, changes: readonly RemoteRecord[], signal: AbortSignal): Promise<RecordOutcome[]>;
};
