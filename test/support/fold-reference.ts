import { isDeepStrictEqual } from 'node:util';

/** One line of a products file, as far as the reference knows it. */
export type Line = { EntityId: string; Deleted?: boolean } & Record<string, unknown>;
export type Entity = { data: unknown; deleted: boolean };
export type State = Map<string, Entity>;

type Members = Record<string, unknown>;

export type Counts = { inserted: number; updated: number; unchanged: number; deleted: number };

/** What the lines of a file did to the records they name, taken together; a full file's absences are not among it. */
export function countChanges(before: State, after: State, lines: readonly Line[]): Counts {
  const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
  for (const id of new Set(lines.map((line) => line.EntityId))) {
    const [was, is] = [before.get(id), after.get(id)];
    const [lived, lives] = [was?.deleted === false, is?.deleted === false];
    if (!lived && lives) counts.inserted += 1;
    else if (lived && !lives) counts.deleted += 1;
    else if (isDeepStrictEqual(was, is)) counts.unchanged += 1;
    else counts.updated += 1;
  }
  return counts;
}

/**
 * The folding of one file once more, written down as plainly as it can be: what the database is held against. A full
 * file's lines are whole entities, and what it has not is deleted.
 */
export function foldFile(state: State, lines: readonly Line[], isFull: boolean): void {
  for (const line of lines) {
    const entity = foldLine(state.get(line.EntityId), line, isFull);
    if (entity) state.set(line.EntityId, entity);
  }
  if (!isFull) return;
  const present = new Set(lines.map((line) => line.EntityId));
  for (const [id, was] of state) if (!present.has(id)) state.set(id, { ...was, deleted: true });
}

/**
 * What an entity is after one line.
 * @param isWhole the line is the whole entity; otherwise it is merged by the policy `patch`
 */
export function foldLine(was: Entity | undefined, line: Line, isWhole: boolean): Entity | undefined {
  if (line.Deleted === true) return was && { data: was.data, deleted: true };
  const fromNothing = isWhole || !was || was.deleted;
  const data = fromNothing ? line : patch(was.data as Members, line);
  return { data: withoutNulls(data), deleted: false };
}

function patch(data: Members, line: Members): Members {
  const [before, after] = [data['Attributes'], line['Attributes']];
  const merged = isObject(before) && isObject(after) ? { Attributes: { ...before, ...after } } : {};
  return { ...data, ...line, ...merged };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
