import type { Line } from '../fold-reference.ts';

/** One line of a file: a record, a blank, or one that cannot be loaded, of a record (null: nobody can say of which). */
export type FileLine = { record: Line } | { blank: true } | { rejected: string | null };

/** The bytes of a file with these lines. */
export function textOf(lines: readonly FileLine[]): string {
  return lines.map((line) => `${textOfLine(line)}\n`).join('');
}

/** The records that a file has, and those that its rejected lines name. */
export function namedIds(lines: readonly FileLine[]): Set<string> {
  const ids = lines.map((line) => ('record' in line ? line.record.EntityId : rejectedId(line)));
  return new Set(ids.filter((id) => id !== null));
}

/** Whether a line hides which record it was. */
export function hidesRecord(line: FileLine): boolean {
  return 'rejected' in line && line.rejected === null;
}

function rejectedId(line: FileLine): string | null {
  return 'rejected' in line ? line.rejected : null;
}

function textOfLine(line: FileLine): string {
  if ('record' in line) return JSON.stringify(line.record);
  if ('blank' in line) return ' ';
  return line.rejected === null ? '{"EntityId"' : `{"EntityId":"${line.rejected}","TooGreat":1e5000}`;
}
