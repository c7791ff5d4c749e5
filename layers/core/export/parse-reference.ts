import { InvalidInput } from '../errors.ts';

export type ColumnReference = { column: string; toCsv: string; toColumn: string };

/**
 * One of `reference_columns`: `Category# -> category.csv.Category#`.
 * @throws InvalidInput `bad-reference`
 */
export function parseReference(text: string): ColumnReference {
  const [, column, toCsv, toColumn] = /^(.+?)\s*->\s*([\w.-]+?\.csv)\.(.+)$/s.exec(text.trim()) ?? [];
  if (column !== undefined && toCsv !== undefined && toColumn !== undefined)
    return { column, toCsv, toColumn };
  throw new InvalidInput('bad-reference', `"${text}" is no reference: write "column -> file.csv.column".`);
}
