import { TextDecoder } from 'node:util';
import { InvalidInput } from '../../errors.ts';

/** A cell as its CSV tells it; null: missing. */
export type Cell = string | null;

/** How a CSV is written. Line ends and quotes tell themselves. */
export type CsvDialect = {
  delimiter: string;
  /** What a missing value is written as, without quotes. */
  nullText: string;
  /** Whether an empty text, quoted or not, and a quoted `nullText` are missing values as well. */
  emptyIsMissing: boolean;
};

const quote = '"';
const lineFeed = '\n';

/**
 * The records of a CSV as they stand there, without their ends, in batches as the bytes come. A quote opens a cell only
 * at its beginning: `5" pipe` is text.
 * @param delimiterOf told the first line, says what stands between cells
 * @throws InvalidInput `bad-csv` when it is not in its encoding, or a quote is never closed
 */
export async function* splitRecords(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  delimiterOf: (firstLine: string) => string,
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let rest = '';
  let delimiter: string | null = null;
  const cut = (more: string): string[] => {
    rest += more;
    if (delimiter === null && rest.includes(lineFeed))
      delimiter = delimiterOf(rest.slice(0, rest.indexOf(lineFeed)));
    if (delimiter === null) return [];
    const { records, left } = cutRecords(rest, delimiter);
    rest = left;
    return records;
  };
  for await (const chunk of bytes) yield cut(decode(decoder, encoding, chunk));
  yield cut(decode(decoder, encoding));
  if (rest === '') return;
  yield cut(lineFeed);
  if (rest !== '') throw new InvalidInput('bad-csv', 'It ends inside a quoted cell.');
}

/** The cells of one record. */
export function parseRecord(record: string, dialect: CsvDialect): Cell[] {
  const { delimiter, nullText, emptyIsMissing } = dialect;
  const unquoted = (text: string): Cell =>
    text === nullText || (emptyIsMissing && text === '') ? null : text;
  if (!record.includes(quote)) return record.split(delimiter).map(unquoted);
  const quoted = (text: string): Cell => (emptyIsMissing && (text === '' || text === nullText) ? null : text);
  const cells: Cell[] = [];
  for (let start = 0; start <= record.length;) {
    const isQuoted = record[start] === quote;
    const close = isQuoted ? closingQuote(record, start) : start;
    const end = endOfCell(record, close, delimiter);
    if (isQuoted) {
      // What stands behind the closing quote belongs to the cell, as most readers have it.
      const inside = record.slice(start + 1, close).replaceAll('""', quote);
      cells.push(quoted(inside + record.slice(close + 1, end)));
    } else cells.push(unquoted(record.slice(start, end)));
    start = end + 1;
  }
  return cells;
}

function cutRecords(text: string, delimiter: string): { records: string[]; left: string } {
  const records: string[] = [];
  let start = 0;
  let nextQuote = text.indexOf(quote);
  for (;;) {
    let end = text.indexOf(lineFeed, start);
    if (end === -1) break;
    if (nextQuote !== -1 && nextQuote < start) nextQuote = text.indexOf(quote, start);
    if (nextQuote !== -1 && nextQuote < end) end = endOfRecord(text, start, delimiter);
    if (end === -1) break;
    records.push(text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end));
    start = end + 1;
  }
  return { records, left: text.slice(start) };
}

/** Where the line feed behind a record with quotes is; -1 when the text ends before. */
function endOfRecord(text: string, start: number, delimiter: string): number {
  for (let cell = start; ;) {
    let from = cell;
    if (text[cell] === quote) {
      from = closingQuote(text, cell);
      // At the end of the text it may be half of a doubled one.
      if (from === -1 || from === text.length - 1) return -1;
    }
    const lineEnd = text.indexOf(lineFeed, from);
    const cellEnd = text.indexOf(delimiter, from);
    if (cellEnd === -1 || (lineEnd !== -1 && lineEnd < cellEnd)) return lineEnd;
    cell = cellEnd + 1;
  }
}

/** Where the cell that a quote opens closes; -1 when it does not. */
function closingQuote(text: string, opening: number): number {
  for (let from = opening + 1; ; from += 2) {
    from = text.indexOf(quote, from);
    if (from === -1 || text[from + 1] !== quote) return from;
  }
}

function endOfCell(record: string, from: number, delimiter: string): number {
  const end = record.indexOf(delimiter, from);
  return end === -1 ? record.length : end;
}

function decode(decoder: TextDecoder, encoding: string, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new InvalidInput('bad-csv', `It is not ${encoding.toUpperCase()}.`, {}, cause);
  }
}
