import type { FoundRow } from '#core/export/causes/reads-of.ts';
import type { Cell } from '#core/export/compare/csv-records.ts';
import type { ColumnPlan, CsvPlan } from '#core/export/csv-plan.ts';
import type { Transaction } from '../../transaction.ts';
import { guardFormula } from '../compile/compile-csv.ts';
import { compileRows, nameOf } from '../compile/compile-rows.ts';
import { literal } from '../compile/literal.ts';

type Found = { place: number; origins: (string | null)[] };

/**
 * The rows of a CSV that have some keys, each with the records that it is made of. Of several with one key it is the first
 * that is found; of a key that no row has there is nothing.
 */
export async function findRows(
  transaction: Transaction,
  plan: CsvPlan,
  keyColumns: readonly string[],
  keys: readonly (readonly Cell[])[],
): Promise<Map<number, FoundRow>> {
  const columns = keyColumns.map((name) => plan.columns.find((column) => column.name === name));
  if (keys.length === 0 || columns.includes(undefined)) return new Map();
  const sql = compileLookup(plan, columns as ColumnPlan[], keys);
  const { rows } = await transaction.query<Found>(sql);
  return new Map(rows.map(({ place, origins }) => [place, describeRow(plan, origins)]));
}

/** Keys are compared as arrays: those can be hashed, and missing values are equal in them. */
export function compileLookup(
  plan: CsvPlan,
  columns: readonly ColumnPlan[],
  keys: readonly (readonly Cell[])[],
): string {
  const origins = originColumns(plan);
  // The compiled select hands on the columns that order the row source: here those that say where a row comes from.
  const rows = compileRows(
    { ...plan, rowSource: { ...plan.rowSource, order: origins } },
    columns,
    'complete',
  );
  const cells = columns.map((column) => {
    const name = `t.${nameOf(plan, column)}`;
    return `(${plan.file.excel_safe ? guardFormula(name) : name}) collate "C"`;
  });
  const wanted = keys.map((key, place) => {
    const texts = key.map((cell) => (cell === null ? 'null' : literal(cell)));
    return `(${place}, array[${texts.join(', ')}]::text[])`;
  });
  const told = origins.map((_, index) => `t.o${index + 1}::text`);
  return `select distinct on (wanted.place) wanted.place, array[${told.join(', ')}]::text[] as origins
from (\n${rows}\n) as t
join (values ${wanted.join(', ')}) as wanted (place, key) on wanted.key = array[${cells.join(', ')}]::text[]
order by wanted.place`;
}

/** Ids of records, of elements, of what decorators hang on; compiled names of the catalog. */
function originColumns({ rowSource: { records, entities } }: CsvPlan): string[] {
  return [
    ...records.map(({ column }) => column),
    ...records.flatMap(({ element }) => (element ? [element.column] : [])),
    ...entities.map(({ column }) => column),
  ];
}

function describeRow(
  { rowSource: { records, entities } }: CsvPlan,
  origins: readonly (string | null)[],
): FoundRow {
  const left = [...origins];
  const ids = records.map(() => left.shift() ?? null);
  const elements = records.map(({ element }) => (element ? (left.shift() ?? null) : null));
  return {
    records: records.map((record, index) => {
      return { record, id: ids[index] ?? null, element: elements[index] ?? null };
    }),
    entities: entities.map(({ type }) => ({ type, id: left.shift() ?? null })),
  };
}
