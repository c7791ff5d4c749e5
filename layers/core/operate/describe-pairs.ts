import { isChange, type ConfigurationPairs, type RowPair } from '../export/compare-configurations.ts';
import { configurationTables } from '../export/configuration.ts';
import { configurationLists, naturalKeys, type ConfigurationList } from '../export/configuration-rows.ts';
import { cellOf, sheetColumns } from '../export/configuration-sheet.ts';
import type { RowDifference, TableDifference } from './configuration-responses.ts';

/** Rows that an answer lists of each table: an answer has an end, and so has what people read. */
const rowsListed = 500;

/** What an import comes to, table by table. */
export function describePairs(pairs: ConfigurationPairs): TableDifference[] {
  return configurationLists.map((list) => {
    const differences = pairs[list].filter(isChange);
    const count = (kind: RowDifference['kind']): number =>
      differences.filter((pair) => kindOf(pair) === kind).length;
    return {
      table: configurationTables[list],
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      moved: count('moved'),
      unchanged: pairs[list].length - differences.length,
      rows: differences.slice(0, rowsListed).map((pair) => describePair(list, pair)),
    };
  });
}

function kindOf({ before, after, moved }: RowPair): RowDifference['kind'] {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  return moved ? 'moved' : 'changed';
}

function describePair(list: ConfigurationList, pair: RowPair): RowDifference {
  const { id, before, after } = pair;
  const names: readonly string[] = naturalKeys[list];
  const cells = sheetColumns(list)
    .filter((column) => !names.includes(column))
    .map((column) => ({
      column,
      before: before && cellOf(before, column),
      after: after && cellOf(after, column),
    }))
    .filter((cell) => cell.before !== cell.after);
  const row = after ?? before ?? {};
  return { kind: kindOf(pair), row: id, name: names.map((column) => cellOf(row, column) ?? ''), cells };
}
