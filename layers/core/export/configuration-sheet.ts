import * as z from 'zod';
import { InvalidInput } from '../errors.ts';
import { configurationTables, type ExportConfiguration } from './configuration.ts';
import {
  keyOf,
  orderedWithin,
  rowSchemas,
  type ConfigurationList,
  type ConfigurationRow,
} from './configuration-rows.ts';

/** A cell as it stands in a file: an unquoted empty one is null, a quoted empty one is the empty text. */
export type Cell = string | null;

/** A record of a sheet and the line it begins on. */
export type SheetRecord = { line: number; cells: readonly Cell[] };

/** How the members of a row that are not plain text stand in a cell. */
const kinds: Readonly<Record<string, 'flag' | 'number' | 'names' | 'json' | 'never-null'>> = {
  active: 'flag',
  required: 'flag',
  excel_safe: 'flag',
  row_band: 'number',
  column_order: 'names',
  row_order: 'names',
  key_columns: 'names',
  reference_columns: 'names',
  filter: 'json',
  null_text: 'never-null',
};

const filterByExample =
  'write [{"field":"ItemId","is":"present"}], [{"field":"ItemId","in":["1","2"]}], not_in likewise';

const problemsShown = 20;

/** The file of a list in a folder of sheets. */
export function sheetName(list: ConfigurationList): string {
  return `${configurationTables[list]}.csv`;
}

/** The columns of a list's sheet: those of its table, without its ids. */
export function sheetColumns(list: ConfigurationList): string[] {
  return Object.keys(rowSchemas[list].shape);
}

/**
 * A list of a configuration as a CSV (RFC 4180): a line for each row, ordered by what rows belong together and then as
 * they are, so that a change of one row changes one line.
 */
export function writeSheet(list: ConfigurationList, rows: ExportConfiguration[ConfigurationList]): string {
  const columns = sheetColumns(list);
  const lines = [columns, ...inOrder(list, rows).map((row) => columns.map((column) => cellOf(row, column)))];
  return lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

/** A member of a row as a cell shows it. */
export function cellOf(row: object, column: string): Cell {
  const value = (row as Record<string, unknown>)[column] ?? null;
  if (value === null) return null;
  if (typeof value === 'string') return value === '' && kinds[column] === 'never-null' ? null : value;
  return kinds[column] === 'names' ? writeNames(value as string[]) : JSON.stringify(value);
}

/**
 * The rows of a sheet.
 * @throws InvalidInput `bad-sheet`, naming the lines that are wrong and what is
 */
export function readSheet<List extends ConfigurationList>(
  list: List,
  header: readonly Cell[],
  records: readonly SheetRecord[],
): ConfigurationRow<List>[] {
  refuseHeader(list, header);
  const problems: string[] = [];
  const rows = records.map(({ line, cells }) => {
    const written = header.map((column, index) => [
      column,
      readCell(list, column ?? '', cells[index] ?? null),
    ]);
    const members = Object.fromEntries(written.filter(([, value]) => value !== undefined));
    const parsed = rowSchemas[list].safeParse(members);
    if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => describe(line, issue)));
    return parsed.data as ConfigurationRow<List>;
  });
  if (problems.length > 0) throw badSheet(list, problems);
  return rows;
}

function inOrder(list: ConfigurationList, rows: ExportConfiguration[ConfigurationList]): object[] {
  return rows
    .map((row) => ({ row, group: keyOf(row, orderedWithin[list]) }))
    .toSorted((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.row.id - b.row.id))
    .map(({ row }) => row);
}

/** As `COPY … CSV` reads it: quotes tell the empty text from null. */
function quote(cell: Cell): string {
  if (cell === null) return '';
  return cell === '' || /[",\r\n]|^\s|\s$|^\\\.$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** `a|b`; as a JSON array where that would not come back as it was. */
function writeNames(names: readonly string[]): Cell {
  if (names.length === 0) return null;
  const text = names.join('|');
  const isPlain = names.every((name) => name === name.trim() && name !== '' && !/^\[|\|/.test(name));
  return isPlain ? text : JSON.stringify(names);
}

/** What a cell says; undefined: nothing, so that the column's own default holds. */
function readCell(list: ConfigurationList, column: string, cell: Cell): unknown {
  const text = cell?.trim() ?? '';
  const kind = kinds[column];
  if (kind === undefined) return cell ?? missingText(list, column);
  if (kind === 'never-null') return cell ?? '';
  if (kind === 'flag') return text === '' ? undefined : (flags[text.toLowerCase()] ?? text);
  if (kind === 'names') return readNames(text);
  // Nothing is a value of its own here: any number of rows, every row.
  if (text === '') return null;
  return kind === 'number' ? Number(text) : parseJson(text);
}

const flags: Readonly<Record<string, boolean>> = { true: true, false: false };

/** What an empty cell of text means: null where that may be, else the default, else the empty text. */
function missingText(list: ConfigurationList, column: string): null | undefined | '' {
  const schema = schemaOf(list, column);
  if (schema.safeParse(null).success) return null;
  return schema.safeParse(undefined).success ? undefined : '';
}

function schemaOf(list: ConfigurationList, column: string): z.ZodType {
  return (rowSchemas[list].shape as Record<string, z.ZodType>)[column] ?? z.never();
}

function readNames(text: string): unknown {
  if (text === '') return [];
  return text.startsWith('[') ? parseJson(text) : text.split('|').map((name) => name.trim());
}

/** Text that is no JSON stays what it is, for the schema to refuse. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuseHeader(list: ConfigurationList, header: readonly Cell[]): void {
  const known = sheetColumns(list);
  const unknown = header.filter((column) => column === null || !known.includes(column));
  const repeated = header.filter((column, index) => header.indexOf(column) !== index);
  const required = known.filter((column) => !schemaOf(list, column).safeParse(undefined).success);
  const missing = required.filter((column) => !header.includes(column));
  const problems = [
    ...unknown.map((column) => `line 1: there is no column "${column ?? ''}"`),
    ...repeated.map((column) => `line 1: the column "${column ?? ''}" is there twice`),
    ...missing.map((column) => `line 1: the column "${column}" is missing`),
  ];
  if (problems.length > 0) throw badSheet(list, [...problems, `Its columns are ${known.join(',')}`]);
}

function describe(line: number, issue: z.core.$ZodIssue): string {
  const [column, ...path] = issue.path.map(String);
  const message = column === 'filter' ? filterByExample : issue.message;
  return `line ${line}: ${[column, ...path].filter((part) => part !== undefined).join('.')}: ${message}`;
}

function badSheet(list: ConfigurationList, problems: readonly string[]): InvalidInput {
  const hidden = problems.length - problemsShown;
  const shown = problems.slice(0, problemsShown).map((problem) => `${sheetName(list)} ${problem}`);
  const more = hidden > 0 ? [`… and ${hidden} more`] : [];
  return new InvalidInput('bad-sheet', [...shown, ...more].join('\n'));
}
