import type { RemoteRecord } from './connector.ts';
import type { FieldIntent, RecordPlan, RowIntent } from './plan-record.ts';
import type { Settlement } from './queued-record.ts';
import { isSameValue } from './same-value.ts';

/** A row that a change is to settle, and what the destination had of its fields before. */
export type ChangedRow = { row: number; attempts: number; found: Record<string, unknown> };

/** One change of one record. */
export type Change = {
  id: string;
  fields: Readonly<Record<string, unknown>>;
  rows: readonly ChangedRow[];
};

/**
 * Holds what is wanted against what the destination has. What is there already needs no call, so a call that timed out
 * after it had succeeded does no harm. A row with a field that somebody changed since it was seen fails as a whole.
 * @param remote null when the destination has no such record
 */
export function compareRecord(
  destination: string,
  { id, entity, intents }: RecordPlan,
  remote: RemoteRecord | null,
): { settlements: Settlement[]; change: Change | null } {
  if (remote === null) {
    const message = `${destination} has no ${entity} "${id}", or the token does not see it. Is it deleted there? Then nothing is left to do.`;
    return {
      settlements: intents.map(({ row }) => ({ row, outcome: 'failed', code: 'no-such-record', message })),
      change: null,
    };
  }
  const settlements: Settlement[] = [];
  const fields = new Map<string, unknown>();
  const rows: ChangedRow[] = [];
  for (const intent of intents) {
    const open = intent.fields.filter(({ field, value }) => !isSameValue(remote.fields[field], value));
    const found = Object.fromEntries(open.map(({ field }) => [field, remote.fields[field] ?? null]));
    const conflicts = open.filter(({ field, accepted }) => !mayOverwrite(accepted, found[field]));
    if (open.length === 0) settlements.push({ row: intent.row, outcome: 'done' });
    else if (conflicts.length > 0) settlements.push(conflictOf(destination, intent, conflicts, found));
    else {
      for (const { field, value } of open) fields.set(field, value);
      rows.push({ row: intent.row, attempts: intent.attempts, found });
    }
  }
  return {
    settlements,
    change: rows.length > 0 ? { id, fields: Object.fromEntries(fields), rows } : null,
  };
}

/** The same as a change for each of its rows: a field is wanted by one of them. */
export function splitChange({ id, fields, rows }: Change): Change[] {
  return rows.map((row) => ({
    ...{ id, rows: [row] },
    fields: Object.fromEntries(Object.keys(row.found).map((field) => [field, fields[field]])),
  }));
}

function mayOverwrite(accepted: FieldIntent['accepted'], found: unknown): boolean {
  return accepted === null || accepted.some((value) => isSameValue(value, found));
}

function conflictOf(
  destination: string,
  { row }: RowIntent,
  conflicts: readonly FieldIntent[],
  found: Record<string, unknown>,
): Settlement {
  const told = conflicts.map(
    ({ field, accepted }) =>
      `"${field}" should have been ${quote(accepted?.[0])} and is ${quote(found[field])}`,
  );
  const message =
    `Somebody changed it in ${destination}: ${told.join('; ')}. Nothing was overwritten. ` +
    'Retry to overwrite what was found, or edit it again.';
  // All of them, so that a retry may still overwrite what an earlier conflict told of the others.
  return { row, outcome: 'failed', code: 'conflict', message, remote: found };
}

const longest = 100;

function quote(value: unknown): string {
  const text = value === null || value === undefined ? 'empty' : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
