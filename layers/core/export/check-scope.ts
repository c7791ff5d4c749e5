import type { CsvFile, ExportConfiguration } from './configuration.ts';
import { findField } from './find-field.ts';
import type { RowSource } from './row-source.ts';

/** What a configuration is held against. */
export type Known = {
  rowSources: readonly RowSource[];
  /** The ids that AttributeFile declares or that occur in live records; null: nothing is known of them. */
  attributes: ReadonlySet<string> | null;
};

/** A configuration and what it is held against. */
export type CheckScope = { configuration: ExportConfiguration; known: Known };

/** The row source of a file, where there is one of that name. */
export function rowSourceOf({ known }: CheckScope, file: CsvFile): RowSource | undefined {
  return known.rowSources.find(({ name }) => name === file.row_source);
}

/** Why a field cannot be read from the rows of a source; null where it can. */
export function faultOfField(
  { known }: CheckScope,
  rowSource: RowSource,
  name: string,
): { code: 'unknown-field'; message: string } | null {
  const found = findField(rowSource, name);
  if (found?.kind === 'field') return null;
  const fields = Object.keys(rowSource.fields).join(', ');
  if (found === null) {
    const message = `"${name}" is no field of the rows "${rowSource.name}". They have: ${fields}.`;
    return { code: 'unknown-field', message };
  }
  if (known.attributes === null || known.attributes.has(found.attribute)) return null;
  const message =
    `"${name}" is neither a field of the rows "${rowSource.name}" (${fields}) nor an attribute that AttributeFile ` +
    'declares or that a live record has.';
  return { code: 'unknown-field', message };
}
