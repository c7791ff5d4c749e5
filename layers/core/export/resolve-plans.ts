import { sourceOfField, sourcesOf } from './column-sources.ts';
import type { CsvFile, ExportConfiguration, FieldMapping, TemplateColumn } from './configuration.ts';
import type { ColumnPlan, CsvPlan, CsvRows } from './csv-plan.ts';
import { parseReference } from './parse-reference.ts';
import { parseTransformation } from './parse-transformation.ts';
import type { RowSource } from './row-source.ts';

/**
 * What is to be written for each active file, in the order of their names.
 * @param configuration one that `checkConfiguration` finds nothing wrong with
 */
export function resolvePlans(
  configuration: ExportConfiguration,
  rowSources: readonly RowSource[],
): CsvPlan[] {
  const rows = configuration.files
    .filter((file) => file.active)
    .toSorted((a, b) => (a.csv_name < b.csv_name ? -1 : 1))
    .flatMap((file) => resolveRows(file, configuration, rowSources));
  const byName = new Map(rows.map((each) => [each.file.csv_name, each]));
  return rows.map((each) => ({
    ...each,
    references: each.file.reference_columns.flatMap((text) => {
      const reference = parseReference(text);
      const to = byName.get(reference.toCsv);
      return to ? [{ ...reference, to }] : [];
    }),
  }));
}

function resolveRows(
  file: CsvFile,
  { columns, mappings }: ExportConfiguration,
  rowSources: readonly RowSource[],
): CsvRows[] {
  const rowSource = rowSources.find(({ name }) => name === file.row_source);
  if (!rowSource) return [];
  const template = columns.filter(({ csv_name }) => csv_name === file.csv_name);
  const filter = (file.filter ?? []).flatMap((condition) =>
    sourceOfField(rowSource, condition.field, []).map((source) => ({ source, condition })),
  );
  const plans = orderColumns(file, template).map((column) =>
    resolveColumn(column, mappingsOf(column, mappings), rowSource),
  );
  return [{ file, rowSource, columns: plans, filter }];
}

/** Those that the file lists, as it lists them, then the others by their ids. */
export function orderColumns(file: CsvFile, template: readonly TemplateColumn[]): TemplateColumn[] {
  const placeOf = (column: TemplateColumn): number => {
    const place = file.column_order.indexOf(column.column_name);
    return place === -1 ? file.column_order.length : place;
  };
  return template.toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id);
}

/** The active mapping rows that feed a column, in the order of their ids. */
export function mappingsOf(column: TemplateColumn, mappings: readonly FieldMapping[]): FieldMapping[] {
  return mappings
    .filter(
      (mapping) =>
        mapping.active &&
        mapping.heiler_csv === column.csv_name &&
        mapping.heiler_column === column.column_name,
    )
    .toSorted((a, b) => a.id - b.id);
}

function resolveColumn(
  column: TemplateColumn,
  mappings: readonly FieldMapping[],
  rowSource: RowSource,
): ColumnPlan {
  return {
    name: column.column_name,
    templateRow: column.id,
    ...sourcesOf(column, mappings, rowSource),
    steps: parseTransformation(column.transformation),
    defaultValue: column.default_value,
    required: column.required,
  };
}
