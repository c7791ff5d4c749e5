import type { ConfigurationCause } from '../../operate/cause-messages.ts';
import { configurationTables, type ExportConfiguration } from '../configuration.ts';
import { configurationLists, type ConfigurationList } from '../configuration-rows.ts';
import { cellOf } from '../configuration-sheet.ts';
import { canonicalJson } from '../hash-configuration.ts';

/** What of a configuration decides about some columns of a CSV, and about its rows. */
export type ConfigurationScope = {
  csv: string;
  columns: readonly string[];
  /** Also what decides which rows there are. */
  isRow: boolean;
  /** What decorators may hang on the row. */
  entities: readonly { type: string; id: string | null }[];
  /** The types of decorators that the columns show. */
  decorators: readonly string[];
};

/** The members of a row that decide about cells, and those that decide about rows alone. */
const cellMembers: Record<ConfigurationList, readonly string[]> = {
  files: ['row_source', 'excel_safe'],
  columns: ['source_type', 'source_value', 'default_value', 'transformation'],
  mappings: ['inriver_entity', 'inriver_field', 'transformation_rule', 'active'],
  decorators: ['entity_type', 'entity_id', 'decorator_type', 'decorator_value'],
};
const rowMembers: Partial<Record<ConfigurationList, readonly string[]>> = {
  files: ['filter', 'active'],
  columns: ['required'],
};

type Row = { id: number };

/** The rows of the configuration in scope that are not what they were. Equal rows are equal whatever their ids. */
export function findConfigurationCauses(
  before: ExportConfiguration,
  after: ExportConfiguration,
  scope: ConfigurationScope,
): ConfigurationCause[] {
  return configurationLists.flatMap((list) => {
    const members = [...cellMembers[list], ...(scope.isRow ? (rowMembers[list] ?? []) : [])];
    const old = select(before, list, scope);
    const young = select(after, list, scope);
    const textOf = (row: Row): string => canonicalJson(members.map((member) => cellOf(row, member)));
    const gone = without(old, young, textOf);
    const come = without(young, old, textOf);
    const changed = come.flatMap((row) => {
      const was = gone.find(({ id }) => id === row.id);
      return was ? [describe(list, 'changed', was, row, members)] : [];
    });
    const isPaired = ({ id }: Row, others: readonly Row[]): boolean =>
      others.some((other) => other.id === id);
    return [
      ...changed,
      ...gone
        .filter((row) => !isPaired(row, come))
        .map((row) => describe(list, 'removed', row, null, members)),
      ...come.filter((row) => !isPaired(row, gone)).map((row) => describe(list, 'added', null, row, members)),
    ];
  });
}

function select(
  configuration: ExportConfiguration,
  list: ConfigurationList,
  scope: ConfigurationScope,
): Row[] {
  const { csv, columns, entities, decorators } = scope;
  switch (list) {
    case 'files':
      return configuration.files.filter(({ csv_name: name }) => name === csv);
    case 'columns':
      return configuration.columns.filter((row) => row.csv_name === csv && columns.includes(row.column_name));
    case 'mappings':
      return configuration.mappings.filter(
        (row) => row.heiler_csv === csv && columns.includes(row.heiler_column),
      );
    case 'decorators':
      return configuration.decorators.filter(
        (row) =>
          decorators.includes(row.decorator_type) &&
          entities.some(({ type, id }) => row.entity_type === type && row.entity_id === id),
      );
  }
}

function without(rows: readonly Row[], others: readonly Row[], textOf: (row: Row) => string): Row[] {
  const left = Map.groupBy(others, textOf);
  return rows.filter((row) => left.get(textOf(row))?.pop() === undefined);
}

function describe(
  list: ConfigurationList,
  change: ConfigurationCause['change'],
  before: Row | null,
  after: Row | null,
  members: readonly string[],
): ConfigurationCause {
  const of = (row: Row | null, member: string): string | null => (row === null ? null : cellOf(row, member));
  return {
    kind: 'configuration',
    table: configurationTables[list],
    row: (after ?? before)!.id,
    change,
    members: members
      .map((member) => ({ member, before: of(before, member), after: of(after, member) }))
      .filter((each) => each.before !== each.after),
  };
}
