import { InvalidInput } from '../errors.ts';

const fieldsAtMost = 50;
const nextField = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;

/**
 * The fields of a computed column: `ItemSize, ProductName`. One that holds a comma or a quote stands in double quotes, a
 * quote in it doubled.
 * @throws InvalidInput `bad-field-list`
 */
export function parseFieldList(text: string): string[] {
  const fields: string[] = [];
  nextField.lastIndex = 0;
  for (;;) {
    const at = nextField.lastIndex;
    const found = nextField.exec(text);
    const field = found?.[1]?.replaceAll('""', '"') ?? found?.[2]?.trim() ?? '';
    if (!found || field === '') {
      throw new InvalidInput(
        'bad-field-list',
        `Character ${at + 1}: expected the name of a field, one that holds a comma or a quote in double quotes.`,
      );
    }
    fields.push(field);
    if (found[3] === '') break;
  }
  if (fields.length <= fieldsAtMost) return fields;
  throw new InvalidInput('bad-field-list', `A computed column has at most ${fieldsAtMost} fields.`);
}
