import type { Cell } from './csv-records.ts';
import type { OpenCsv } from './open-csv.ts';

/** What two CSVs have in common, so that their rows can be compared. */
export type SharedShape = {
  /** The columns that both have, as the later one orders them. */
  columns: readonly string[];
  key: string[] | null;
  /** A row as a text: equal texts, equal rows. */
  textOf: { before(record: string): string; after(record: string): string };
  /** The cells of the shared columns, of such a text. */
  parse(text: string): Cell[];
  keyCellsOf(cells: readonly Cell[]): Cell[];
  keyOf(cells: readonly Cell[]): string;
};

export function shapeOf(before: OpenCsv, after: OpenCsv, keyColumns: readonly string[]): SharedShape {
  const columns = after.header.filter((column) => before.header.includes(column));
  const isKeyed = keyColumns.length > 0 && keyColumns.every((column) => columns.includes(column));
  const key = isKeyed ? [...keyColumns] : null;
  const keyPlaces = (key ?? columns).map((column) => columns.indexOf(column));
  const keyCellsOf = (cells: readonly Cell[]): Cell[] => keyPlaces.map((place) => cells[place] ?? null);
  return {
    columns,
    key,
    keyCellsOf,
    keyOf: (cells) => JSON.stringify(keyCellsOf(cells)),
    ...textsOf(before, after, columns),
  };
}

/** Files that are written alike are compared as they stand, which is several times as fast. */
function textsOf(
  before: OpenCsv,
  after: OpenCsv,
  columns: readonly string[],
): Pick<SharedShape, 'textOf' | 'parse'> {
  const manner = ({ header, dialect }: OpenCsv): string => JSON.stringify([header, dialect]);
  if (manner(before) === manner(after)) {
    const same = (record: string): string => record;
    return { textOf: { before: same, after: same }, parse: (text) => after.parse(text) };
  }
  const project = (csv: OpenCsv): ((record: string) => string) => {
    const places = columns.map((column) => csv.header.indexOf(column));
    return (record) => {
      const cells = csv.parse(record);
      return JSON.stringify(places.map((place) => cells[place] ?? null));
    };
  };
  return {
    textOf: { before: project(before), after: project(after) },
    parse: (text) => JSON.parse(text) as Cell[],
  };
}
