import type { ModelState } from './fold-files.ts';

/** A record as the database, or the reference, has it. */
export type RecordRow = { id: string; deleted: boolean; data: unknown; source_file: string; line: number };

/** A state as text, one line for each record: what two states are compared by, and what a person reads. */
export function describeState(rows: readonly RecordRow[]): string {
  return rows
    .map(({ id, deleted, data, source_file: file, line }) => {
      const name = file.split('/').at(-1)?.replace('ecommerce_', '').replace('.jsonl', '');
      return `${id} ${deleted ? 'deleted' : 'live'} ${JSON.stringify(sortMembers(data))} ${name}:${line}`;
    })
    .toSorted()
    .join('\n');
}

/** The rows that a state of the reference comes to. */
export function rowsOf(state: ModelState): RecordRow[] {
  return Array.from(state, ([id, { deleted, data, sourceFile, line }]) => ({
    ...{ id, deleted, data, line },
    source_file: sourceFile,
  }));
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sortMembers(member)]));
}
