import type { FieldMapping, TemplateColumn } from './configuration.ts';
import type { Step, ValueSource } from './csv-plan.ts';
import { findField } from './find-field.ts';
import { parseFieldList } from './parse-field-list.ts';
import { parseTransformation } from './parse-transformation.ts';
import type { RowSource } from './row-source.ts';

/** What feeds a column, and the rows of `field_mapping` that said so. */
export type ColumnSources = { sources: readonly ValueSource[]; mappingRows: readonly number[] };

/**
 * What feeds a column of the template.
 * @param mappings the active ones of this column, in the order of their ids
 * @throws InvalidInput when its configuration does not check
 */
export function sourcesOf(
  column: TemplateColumn,
  mappings: readonly FieldMapping[],
  rowSource: RowSource,
): ColumnSources {
  const value = column.source_value ?? '';
  switch (column.source_type) {
    case 'static':
      return only(value === '' ? [] : [{ kind: 'static', text: value, steps: [] }]);
    case 'decorator':
      return only([{ kind: 'decorator', decoratorType: value, steps: [] }]);
    case 'computed':
      return only(parseFieldList(value).flatMap((field) => sourceOfField(rowSource, field, [])));
    case 'inriver_field':
      if (mappings.length === 0) return only(value === '' ? [] : sourceOfField(rowSource, value, []));
      return {
        sources: mappings.flatMap((mapping) =>
          sourceOfField(rowSource, mapping.inriver_field, parseTransformation(mapping.transformation_rule)),
        ),
        mappingRows: mappings.map(({ id }) => id),
      };
  }
}

/** The field of that name as a source; none where the rows have no such field. */
export function sourceOfField(rowSource: RowSource, name: string, steps: readonly Step[]): ValueSource[] {
  const found = findField(rowSource, name);
  return found ? [{ ...found, steps }] : [];
}

function only(sources: ValueSource[]): ColumnSources {
  return { sources, mappingRows: [] };
}
