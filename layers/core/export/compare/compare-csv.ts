import { createCanceller, type Single } from './cancel-equal.ts';
import type { Cell } from './csv-records.ts';
import type { OpenCsv } from './open-csv.ts';
import { pairRows, type ParsedRow } from './pair-rows.ts';
import type { Scratch } from './scratch.ts';
import { shapeOf, type SharedShape } from './shared-shape.ts';
import { createSorter, partNumbers } from './sort-out.ts';

/** A cell that differs. */
export type CellChange = { column: string; before: Cell; after: Cell };

/** A row that differs. Rows are numbered from 0, in the order of their file; cells are those of the shared columns. */
export type RowDifference =
  | { kind: 'added'; row: number; key: Cell[]; cells: Cell[] }
  | { kind: 'removed'; row: number; key: Cell[]; cells: Cell[] }
  | { kind: 'changed'; rowBefore: number; row: number; key: Cell[]; cells: CellChange[] };

/** Cells of rows that are in both: `added` was missing before, `removed` is missing after. */
export type ColumnCounts = { column: string; added: number; removed: number; changed: number };

export type CsvComparison = {
  rowsBefore: number;
  rowsAfter: number;
  added: number;
  removed: number;
  changed: number;
  /** The columns by which rows were paired; null: a row is what all its cells say. */
  key: string[] | null;
  /** The columns that both have. */
  shared: string[];
  /** Of the columns that both have those in which any cell differs. */
  columns: ColumnCounts[];
  onlyBefore: string[];
  onlyAfter: string[];
};

export type CompareOptions = {
  /** Rows with the same values here are the same row; without them, or where one side lacks one, whole rows are. */
  keyColumns: readonly string[];
  scratch: Scratch;
};

/**
 * Compares two CSVs by the columns that both have, in whatever order their rows and columns stand. Memory is bounded:
 * what is not settled while reading goes to `scratch` in parts.
 * @param onDifference told each row that differs; the order is the same every time, and means nothing
 */
export async function compareCsv(
  before: OpenCsv,
  after: OpenCsv,
  { keyColumns, scratch }: CompareOptions,
  onDifference: (difference: RowDifference, keyColumns: readonly string[]) => Promise<void> | void,
): Promise<CsvComparison> {
  const shape = shapeOf(before, after, keyColumns);
  const sorters = { before: createSorter(scratch, 'before'), after: createSorter(scratch, 'after') };
  const canceller = createCanceller((side, single) => {
    sorters[side].put(shape.keyOf(shape.parse(single.text)), single);
  });
  await readBoth(before, after, shape, canceller, async () => {
    await sorters.before.settle();
    await sorters.after.settle();
  });
  const tally = createTally(shape);
  const parseAll = (singles: Single[]): ParsedRow[] =>
    singles.map(({ row, text }) => ({ row, cells: shape.parse(text) }));
  for (const part of partNumbers) {
    const rows = {
      before: parseAll(await sorters.before.read(part)),
      after: parseAll(await sorters.after.read(part)),
    };
    for (const difference of pairRows(rows.before, rows.after, shape)) {
      tally.count(difference);
      await onDifference(difference, shape.key ?? shape.columns);
    }
  }
  await scratch.clear();
  return {
    rowsBefore: canceller.rowsOf('before'),
    rowsAfter: canceller.rowsOf('after'),
    ...tally.read(),
    key: shape.key,
    shared: [...shape.columns],
    onlyBefore: before.header.filter((column) => !after.header.includes(column)),
    onlyAfter: after.header.filter((column) => !before.header.includes(column)),
  };
}

/** Reads on where fewer rows were read, so that equal rows come near one another. */
async function readBoth(
  before: OpenCsv,
  after: OpenCsv,
  shape: SharedShape,
  canceller: ReturnType<typeof createCanceller>,
  settle: () => Promise<void>,
): Promise<void> {
  const left = {
    before: before.batches[Symbol.asyncIterator](),
    after: after.batches[Symbol.asyncIterator](),
  };
  const open = new Set(['before', 'after'] as const);
  while (open.size > 0) {
    const isBehind = canceller.rowsOf('before') <= canceller.rowsOf('after');
    const wanted = isBehind ? 'before' : 'after';
    const side = open.has(wanted) ? wanted : isBehind ? 'after' : 'before';
    const { done, value } = await left[side].next();
    if (done) open.delete(side);
    else for (const record of value) canceller.take(side, shape.textOf[side](record));
    await settle();
  }
  canceller.end();
  await settle();
}

function createTally({ columns }: SharedShape) {
  const rows = { added: 0, removed: 0, changed: 0 };
  const cells = new Map(columns.map((column) => [column, { column, added: 0, removed: 0, changed: 0 }]));
  return {
    count(difference: RowDifference): void {
      rows[difference.kind] += 1;
      if (difference.kind !== 'changed') return;
      for (const { column, before, after } of difference.cells) {
        const counts = cells.get(column);
        if (counts) counts[before === null ? 'added' : after === null ? 'removed' : 'changed'] += 1;
      }
    },
    read: () => ({
      ...rows,
      columns: [...cells.values()].filter(({ added, removed, changed }) => added + removed + changed > 0),
    }),
  };
}
