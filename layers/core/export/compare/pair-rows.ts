import type { RowDifference } from './compare-csv.ts';
import type { Cell } from './csv-records.ts';
import type { SharedShape } from './shared-shape.ts';

export type ParsedRow = { row: number; cells: readonly Cell[] };

/**
 * Pairs rows by their keys: equal ones go first and are no difference, then the others of a key in their order. What
 * finds nobody is added or removed.
 */
export function pairRows(
  before: readonly ParsedRow[],
  after: readonly ParsedRow[],
  shape: SharedShape,
): RowDifference[] {
  const old = Map.groupBy(before, ({ cells }) => shape.keyOf(cells));
  const young = Map.groupBy(after, ({ cells }) => shape.keyOf(cells));
  const keys = [...young.keys(), ...[...old.keys()].filter((key) => !young.has(key))];
  return keys.flatMap((key) => pairOfKey(old.get(key) ?? [], young.get(key) ?? [], shape));
}

function pairOfKey(
  before: readonly ParsedRow[],
  after: readonly ParsedRow[],
  { columns, keyCellsOf }: SharedShape,
): RowDifference[] {
  const equals = Map.groupBy(inOrder(before), ({ cells }) => JSON.stringify(cells));
  const left = inOrder(after).filter(({ cells }) => equals.get(JSON.stringify(cells))?.shift() === undefined);
  const gone = inOrder([...equals.values()].flat());
  const pairs = left.map((row, index): RowDifference => {
    const old = gone[index];
    const key = keyCellsOf(row.cells);
    if (!old) return { kind: 'added', row: row.row, key, cells: [...row.cells] };
    const cells = columns.flatMap((column, place) => {
      const change = { column, before: old.cells[place] ?? null, after: row.cells[place] ?? null };
      return change.before === change.after ? [] : [change];
    });
    return { kind: 'changed', rowBefore: old.row, row: row.row, key, cells };
  });
  const removed = gone.slice(left.length).map(({ row, cells }): RowDifference => {
    return { kind: 'removed', row, key: keyCellsOf(cells), cells: [...cells] };
  });
  return [...pairs, ...removed];
}

/** Rows that waited for their equals come in another order than they were read. */
function inOrder(rows: readonly ParsedRow[]): ParsedRow[] {
  return rows.toSorted((a, b) => a.row - b.row);
}
