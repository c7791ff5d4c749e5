import type { FieldChange } from '#core/records/record-history.ts';

/** A change of a field as PostgreSQL tells it: a value that is too long for an answer is cut there. */
export type FieldChangeRow = {
  field: string;
  before: string | null;
  before_characters: number | null;
  after: string | null;
  after_characters: number | null;
};

/** The same as an answer has it; how many characters a value really has stands there only if it was cut. */
export function fieldChangeOf(row: FieldChangeRow): FieldChange {
  const { field, before_characters: beforeCharacters, after_characters: afterCharacters } = row;
  return {
    field,
    before: markCut(row.before, beforeCharacters),
    after: markCut(row.after, afterCharacters),
    ...(beforeCharacters !== null && { beforeCharacters }),
    ...(afterCharacters !== null && { afterCharacters }),
  };
}

function markCut(value: string | null, characters: number | null): string | null {
  return value === null || characters === null ? value : `${value}…`;
}
