import type { DriftFinding } from '../drift/drift-finding.ts';
import { configurationTables } from './configuration.ts';
import type { ColumnPlan, CsvPlan } from './csv-plan.ts';

/** Fields of rows that are about one attribute each, by which what has drifted shows. */
const fieldsInLongForm: ReadonlySet<string> = new Set(['AttributeId', 'Value', 'ValueKey', 'Label']);

/** The columns of a CSV that show an attribute or a value which has drifted. */
export function findTouchedColumns(plan: CsvPlan, finding: DriftFinding): ColumnPlan[] {
  const { rowSource } = plan;
  const isDeclaration = !rowSource.records.some(({ feed }) => feed === finding.feed);
  // What is declared concerns every feed that has such attributes; what a feed brings, its own rows.
  if (finding.what === 'unknown-member' || (isDeclaration && !rowSource.feeds.includes(finding.feed)))
    return [];
  const isLong = rowSource.entities.some(({ type }) => type === 'attribute');
  return plan.columns.filter(({ sources }) =>
    sources.some(
      (source) =>
        (source.kind === 'attribute' && source.attribute === finding.name) ||
        (source.kind === 'field' && isLong && fieldsInLongForm.has(source.field)),
    ),
  );
}

/** The rows of the configuration that make a column what it is. */
export function configurationOf({ templateRow, mappingRows }: ColumnPlan): string[] {
  return [
    `${configurationTables.columns} ${templateRow}`,
    ...mappingRows.map((row) => `${configurationTables.mappings} ${row}`),
  ];
}
