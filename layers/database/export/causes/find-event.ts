import type { RecordRead } from '#core/export/causes/reads-of.ts';
import type { RecordStep } from '#core/records/record-history.ts';
import { readHistory } from '../../records/read-history.ts';
import type { Transaction } from '../../transaction.ts';
import findSwitch from './find-switch.sql' with { type: 'text' };
import readLineValues from './read-line-values.sql' with { type: 'text' };

/** What put a value in its place, or took it away. */
export type ChangeEvent = { event: string; eventTime: string; file: string; line: number };

type Span = { after: string; until: string };
type SwitchRow = { event: number; event_time: Date; file: string; line: number };
type Histories = Map<string, RecordStep[]>;

/**
 * The last event between two that made a part of a record what it was at the end of them; null when nothing that is kept
 * says so.
 * @param histories those that were read already, by feed and id
 */
export async function findEvent(
  transaction: Transaction,
  read: RecordRead,
  before: string | null,
  { after, until }: Span,
  histories: Histories,
): Promise<ChangeEvent | null> {
  const { feed, id } = read;
  const name = JSON.stringify([feed, id]);
  const steps = histories.get(name) ?? (await readHistory(transaction, feed, id, until));
  histories.set(name, steps);
  const candidates = steps.filter((step) => BigInt(step.event) > BigInt(after) && touches(step, read));
  const step = await lastThatChanged(transaction, read, before, candidates);
  if (step) return { event: step.event, eventTime: step.eventTime, file: step.file, line: step.line };
  const { rows } = await transaction.query<SwitchRow>(findSwitch, [feed, id, after, until]);
  const [found] = rows;
  if (!found) return null;
  return {
    event: String(found.event),
    eventTime: found.event_time.toISOString(),
    file: found.file,
    line: found.line,
  };
}

/** A record that comes or goes as a whole takes every field with it. */
function touches(step: RecordStep, { field, path, element }: RecordRead): boolean {
  if (step.what === 'inserted' || step.what === 'deleted') return true;
  const isWhole = path === null && element === null;
  return !isWhole && step.changes.some((change) => change.field === field);
}

/** Lines replace an array as a whole: only those that changed the element of it count. */
async function lastThatChanged(
  transaction: Transaction,
  { member, element, path }: RecordRead,
  before: string | null,
  candidates: readonly RecordStep[],
): Promise<RecordStep | undefined> {
  if (member === null || element === null || candidates.length < 2) return candidates.at(-1);
  const lines = candidates.map(({ load, line }, place) => ({ place, load, line }));
  const { rows } = await transaction.query<{ place: number; value: string | null }>(readLineValues, [
    JSON.stringify(lines),
    ...[member, element, path],
  ]);
  let was = before;
  let last: number | null = null;
  for (const { place, value } of rows) {
    if (value !== was) last = place;
    was = value;
  }
  return last === null ? candidates.at(-1) : candidates[last];
}
