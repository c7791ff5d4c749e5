import { InvalidInput } from '../../errors.ts';
import { parseRecord, splitRecords, type Cell, type CsvDialect } from './csv-records.ts';

/** A CSV that is being read: its header is known, its rows come in batches. */
export type OpenCsv = {
  header: readonly string[];
  dialect: CsvDialect;
  /** The records of the rows as they stand in the file. */
  batches: AsyncIterable<readonly string[]>;
  /** @throws InvalidInput `bad-csv` when there are more cells than columns */
  parse(record: string): Cell[];
  /** Lets go of what is not read. */
  close(): Promise<void>;
};

/** What may stand between the cells of a CSV whose dialect is not known. */
const delimiters = [',', ';', '\t', '|'];

/** How somebody's CSV is written; a `delimiter` of null is the one that separates the most names in the header. */
export type CsvFormat = Omit<CsvDialect, 'delimiter'> & { delimiter: string | null; encoding: string };

/**
 * Reads the header of a CSV.
 * @throws InvalidInput `bad-csv` when it is empty, or names a column twice
 */
export async function openCsv(bytes: AsyncIterable<Uint8Array>, format: CsvFormat): Promise<OpenCsv> {
  const { nullText, emptyIsMissing, encoding } = format;
  let delimiter = ',';
  const batches = splitRecords(bytes, encoding, (firstLine) => {
    delimiter = format.delimiter ?? findDelimiter(firstLine);
    return delimiter;
  });
  let first: readonly string[] = [];
  while (first.length === 0) {
    const { done, value } = await batches.next();
    if (done) throw new InvalidInput('bad-csv', 'It is empty: not even a header is there.');
    first = value;
  }
  const dialect: CsvDialect = { delimiter, nullText, emptyIsMissing };
  const header = namesOf(first[0] ?? '', delimiter);
  refuseRepeated(header);
  return {
    header,
    dialect,
    batches: skipBlank(first.slice(1), batches, header.length),
    parse: (record) => fillRow(parseRecord(record, dialect), header.length),
    close: async () => void (await batches.return(undefined)),
  };
}

/** A blank line is a row only where a row is one cell. */
async function* skipBlank(
  first: readonly string[],
  others: AsyncIterable<string[]>,
  columns: number,
): AsyncIterable<readonly string[]> {
  const keep = (records: readonly string[]): readonly string[] =>
    columns > 1 && records.includes('') ? records.filter((record) => record !== '') : records;
  yield keep(first);
  for await (const records of others) yield keep(records);
}

function findDelimiter(firstLine: string): string {
  const count = (delimiter: string): number => namesOf(firstLine, delimiter).length;
  return delimiters.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

function namesOf(record: string, delimiter: string): string[] {
  return parseRecord(record, { delimiter, nullText: '', emptyIsMissing: false }).map((name) => name ?? '');
}

function fillRow(cells: Cell[], columns: number): Cell[] {
  if (cells.length > columns) {
    throw new InvalidInput(
      'bad-csv',
      `A row has ${cells.length} cells under ${columns} columns: ${cells[0]}, …`,
    );
  }
  while (cells.length < columns) cells.push(null);
  return cells;
}

function refuseRepeated(header: readonly string[]): void {
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) throw new InvalidInput('bad-csv', `Its header names "${repeated}" twice.`);
}
