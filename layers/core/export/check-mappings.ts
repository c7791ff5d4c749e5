import { faultOfField, rowSourceOf, type CheckScope } from './check-scope.ts';
import { checkSteps } from './check-steps.ts';
import type { ConfigurationProblem, CsvFile, FieldMapping } from './configuration.ts';
import { isSameField } from './find-field.ts';
import { findRepeats, FoundProblems } from './found-problems.ts';
import { mappingsOf } from './resolve-plans.ts';

const entities: readonly string[] = ['Product', 'Item', 'Resource', 'ChannelNode', 'Attribute', 'FieldSet'];

/** What is wrong with active rows of `field_mapping`. */
export function checkMappings(scope: CheckScope): ConfigurationProblem[] {
  const { configuration } = scope;
  const problems = new FoundProblems('field_mapping');
  const active = configuration.mappings.filter((mapping) => mapping.active);
  for (const mapping of active) {
    const file = configuration.files.find(({ csv_name }) => csv_name === mapping.heiler_csv);
    if (!file) {
      const message = `${mapping.heiler_csv} has no row in csv_file_config.`;
      problems.add(mapping.id, { code: 'unknown-csv', message });
    } else if (file.active) {
      checkMapping(scope, problems, mapping, file);
    }
  }
  const key = (row: FieldMapping) => [
    row.heiler_csv,
    row.heiler_column,
    row.inriver_entity,
    row.inriver_field,
  ];
  for (const { row, first } of findRepeats(active, key)) {
    const message = `It maps what row ${first.id} maps already.`;
    problems.add(row.id, { code: 'duplicate-mapping', message });
  }
  return problems.list;
}

function checkMapping(
  scope: CheckScope,
  problems: FoundProblems,
  mapping: FieldMapping,
  file: CsvFile,
): void {
  if (!entities.includes(mapping.inriver_entity)) {
    const message = `"${mapping.inriver_entity}" is no entity. There are: ${entities.join(', ')}.`;
    problems.add(mapping.id, { code: 'unknown-entity', message });
  }
  const rowSource = rowSourceOf(scope, file);
  const fault = rowSource && faultOfField(scope, rowSource, mapping.inriver_field);
  if (fault) problems.add(mapping.id, fault);
  checkSteps(problems, mapping.id, 'transformation_rule', mapping.transformation_rule, 1);
  const misfit = faultOfColumn(scope, mapping, file);
  if (misfit) problems.add(mapping.id, misfit);
}

/** Why a mapping does not reach its column; null where it does. */
function faultOfColumn(
  scope: CheckScope,
  mapping: FieldMapping,
  file: CsvFile,
): { code: 'unknown-column' | 'contradiction'; message: string } | null {
  const { columns, mappings } = scope.configuration;
  const column = columns.find(
    ({ csv_name, column_name }) => csv_name === mapping.heiler_csv && column_name === mapping.heiler_column,
  );
  if (!column) {
    const message = `${mapping.heiler_csv} has no column "${mapping.heiler_column}" in csv_template_config.`;
    return { code: 'unknown-column', message };
  }
  if (column.source_type !== 'inriver_field') {
    const message = `Row ${column.id} of csv_template_config fills "${column.column_name}" otherwise: it is "${column.source_type}".`;
    return { code: 'contradiction', message };
  }
  const rowSource = rowSourceOf(scope, file);
  const said = column.source_value ?? '';
  if (said === '' || !rowSource) return null;
  if (isSameField(rowSource, said, mapping.inriver_field) && mappingsOf(column, mappings).length === 1)
    return null;
  const message =
    `Row ${column.id} of csv_template_config fills "${column.column_name}" with "${said}", this row with ` +
    `"${mapping.inriver_field}". Leave source_value empty, and the mapping rows fill it.`;
  return { code: 'contradiction', message };
}
