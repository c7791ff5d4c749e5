import { readPayload, readRemote, type Wish } from './payload.ts';
import type { QueuedRecord, QueuedRow, Settlement } from './queued-record.ts';

/** What one row still wants of one field. */
export type FieldIntent = {
  field: string;
  value: unknown;
  /** What the destination may have without anybody having changed it behind our back; null: nothing is compared. */
  accepted: readonly unknown[] | null;
};

export type RowIntent = { row: number; attempts: number; fields: readonly FieldIntent[] };

/** What the rows of one record come to. */
export type RecordPlan = {
  entity: string;
  id: string;
  /** Decided without asking the destination. */
  settlements: readonly Settlement[];
  /** Rows in flight that still want something, oldest first; each field is wanted by one of them. */
  intents: readonly RowIntent[];
};

type ReadRow = QueuedRow & { wish: Wish | null };

/**
 * Merges the rows of a record: of each field the newest row counts, whatever became of it, so that nothing older is
 * ever sent after it. A row all of whose fields are set again by later ones is superseded; so is one that failed.
 * @param record its rows in the order of their ids
 */
export function planRecord({ entity, id, rows }: QueuedRecord): RecordPlan {
  const read = rows.map((row) => ({ ...row, wish: readPayload(row.payload) }));
  const newest = new Map(read.flatMap((row) => fieldsOf(row).map((field) => [field, row.id])));
  const settlements: Settlement[] = [];
  const intents: RowIntent[] = [];
  for (const [place, row] of read.entries()) {
    if (row.status !== 'in_flight' && row.status !== 'failed') continue;
    const fields = fieldsOf(row).filter((field) => newest.get(field) === row.id);
    if (row.wish === null) {
      if (row.status === 'in_flight') settlements.push(badPayload(row.id));
    } else if (fields.length === 0) {
      const by = Math.max(...fieldsOf(row).map((field) => newest.get(field)!));
      settlements.push({ row: row.id, outcome: 'superseded', by });
    } else if (row.status === 'in_flight') {
      const before = read.slice(0, place).toReversed();
      const { wish, attempts } = row;
      intents.push({
        ...{ row: row.id, attempts },
        fields: fields.map((field) => ({
          ...{ field, value: wish.fields.get(field) ?? null },
          accepted: wish.seen.has(field) ? acceptedOf(field, row, before) : null,
        })),
      });
    }
  }
  return { entity, id, settlements, intents };
}

/** The same as a plan for each of its rows. */
export function splitPlan(plan: RecordPlan): RecordPlan[] {
  return plan.intents.map((intent) => ({ ...plan, settlements: [], intents: [intent] }));
}

function fieldsOf({ wish }: ReadRow): string[] {
  return wish === null ? [] : [...wish.fields.keys()];
}

/**
 * What may be overwritten: what the row saw, and what it was told: what was found at a conflict before it was retried, or
 * before somebody edited the field again. What was found since nobody has seen. Also what the rows before it that never
 * were done saw and wanted: any of those may have reached the destination although nobody knows.
 * @param before the rows before it, newest first
 */
function acceptedOf(field: string, { wish, remote }: ReadRow, before: readonly ReadRow[]): unknown[] {
  const told = readRemote(remote);
  const accepted = [wish?.seen.get(field), wish?.fields.get(field)];
  if (told.has(field)) accepted.push(told.get(field));
  for (const earlier of before) {
    if (!earlier.wish?.fields.has(field)) continue;
    if (earlier.status === 'done') break;
    if (earlier.wish.seen.has(field)) accepted.push(earlier.wish.seen.get(field));
    accepted.push(earlier.wish.fields.get(field));
  }
  return accepted;
}

function badPayload(row: number): Settlement {
  const message =
    'The payload says nothing to write: it must be {"fields": {name: value, …}, "seen": {name: value, …}}, ' +
    'with at least one field. Insert a row that does.';
  return { row, outcome: 'failed', code: 'bad-payload', message };
}
