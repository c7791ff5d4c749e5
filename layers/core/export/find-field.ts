import type { RowSource } from './row-source.ts';

/** Where a field of a configuration is found: a field of the row source's own, or a member of the row's attributes. */
export type FoundField = { kind: 'field'; field: string } | { kind: 'attribute'; attribute: string };

const prefixed = /^(?:FieldValues|Attributes)\.(.+)$/s;

/**
 * What a configuration means by a field. `X`, `FieldValues.X` and `Attributes.X` are the same attribute, but for names
 * that the row source has fields of: those attributes are reached by a prefix. Null where the rows have no attributes.
 */
export function findField(rowSource: RowSource, name: string): FoundField | null {
  const attribute = prefixed.exec(name)?.[1];
  if (attribute === undefined && Object.hasOwn(rowSource.fields, name)) return { kind: 'field', field: name };
  return rowSource.attributes.length === 0 ? null : { kind: 'attribute', attribute: attribute ?? name };
}

/** Whether two names mean the same field. */
export function isSameField(rowSource: RowSource, a: string, b: string): boolean {
  const [first, second] = [findField(rowSource, a), findField(rowSource, b)];
  return first !== null && JSON.stringify(first) === JSON.stringify(second);
}
