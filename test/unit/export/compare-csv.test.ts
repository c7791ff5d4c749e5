import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCsv, type CsvComparison, type RowDifference } from '#core/export/compare/compare-csv.ts';
import type { Cell } from '#core/export/compare/csv-records.ts';
import { openCsv, type CsvFormat } from '#core/export/compare/open-csv.ts';
import { MemoryScratch } from '../../support/memory-scratch.ts';

const ours: CsvFormat = { delimiter: ',', encoding: 'utf-8', nullText: '', emptyIsMissing: false };
const theirs: CsvFormat = { delimiter: null, encoding: 'utf-8', nullText: '', emptyIsMissing: true };

type Table = { header: string[]; rows: Cell[][] };

/** A CSV in pieces of some size, so that everything is cut somewhere. */
function bytesOf(text: string | Buffer, pieceSize = 7): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / pieceSize);
  return Readable.from(
    Array.from({ length: count }, (_, i) => bytes.subarray(i * pieceSize, (i + 1) * pieceSize)),
  );
}

/** As COPY writes it: null without quotes, the empty text with. */
function write({ header, rows }: Table, lineEnd = '\r\n', quoteAll = false): string {
  const cell = (value: Cell): string => {
    if (value === null) return '';
    const isQuoted = quoteAll || value === '' || /[",\r\n]/.test(value);
    return isQuoted ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return [header, ...rows].map((cells) => cells.map(cell).join(',') + lineEnd).join('');
}

async function readAll(text: string | Buffer, format: CsvFormat, pieceSize?: number): Promise<Table> {
  const csv = await openCsv(bytesOf(text, pieceSize), format);
  const rows: Cell[][] = [];
  for await (const batch of csv.batches) rows.push(...batch.map((record) => csv.parse(record)));
  return { header: [...csv.header], rows };
}

type Compared = CsvComparison & { differences: RowDifference[] };

async function compare(
  before: string,
  after: string,
  keyColumns: string[] = [],
  formats = [ours, ours],
): Promise<Compared> {
  const differences: RowDifference[] = [];
  const [first, second] = [
    await openCsv(bytesOf(before), formats[0]!),
    await openCsv(bytesOf(after), formats[1]!),
  ];
  const scratch = new MemoryScratch();
  const found = await compareCsv(first, second, { keyColumns, scratch }, (one) => void differences.push(one));
  expect(scratch.texts.size).toBe(0);
  return { ...found, differences };
}

describe('reading', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', ';', '𝄞'),
    maxLength: 6,
  });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.record({
      header: fc.constant(['a', 'b', 'c', 'd'].slice(0, width)),
      rows: fc.array(fc.array(fc.option(text), { minLength: width, maxLength: width }), { maxLength: 6 }),
    }),
  );

  test('gives back what was written, wherever the bytes are cut and however lines end', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        async (given, size, end) => {
          expect(await readAll(write(given, end), ours, size)).toEqual(given);
        },
      ),
    );
  });

  test('agrees with another reader', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (given, quoteAll) => {
        const written = write(given, '\r\n', quoteAll);
        const { header, rows } = await readAll(written, { ...ours, emptyIsMissing: true });
        const cells = [header, ...rows].map((row) => row.map((cell) => cell ?? ''));
        expect(cells).toEqual(parse(written, { record_delimiter: '\r\n' }));
      }),
    );
  });

  test('finds the delimiter in the header, drops a mark and blank lines, and takes a quote inside a cell as text', async () => {
    const written = '\u{feff}a;"b;c";d\r\n1;5" pipe;"x\r\ny"\r\n\r\n2;"";last';
    expect(await readAll(written, theirs, 1)).toEqual({
      header: ['a', 'b;c', 'd'],
      rows: [
        ['1', '5" pipe', 'x\r\ny'],
        ['2', null, 'last'],
      ],
    });
  });

  test('keeps a blank line where it is the only cell of a row', async () => {
    expect((await readAll('a\n\nx\n', ours)).rows).toEqual([[null], ['x']]);
  });

  test('refuses what is no CSV, and says why', async () => {
    await expect(readAll('', ours)).rejects.toThrow('It is empty');
    await expect(readAll('a,a\n', ours)).rejects.toThrow('Its header names "a" twice');
    await expect(readAll('a,b\n1,"2\n', ours)).rejects.toThrow('It ends inside a quoted cell');
    await expect(readAll('a,b\n1,2,3\n', ours)).rejects.toThrow('3 cells under 2 columns');
    await expect(readAll(Buffer.from('a\n\xe9\n', 'latin1'), ours)).rejects.toThrow('It is not UTF-8');
    expect(await readAll(Buffer.from('a\n\xe9\n', 'latin1'), { ...ours, encoding: 'latin1' })).toMatchObject({
      rows: [['é']],
    });
  });
});

describe('comparing', () => {
  test('pairs rows by their key and names each cell that differs', async () => {
    const before = 'Id,Name,Brand\n1,Valve,\n2,Pump,Acme\n3,Fan,Acme\n';
    const after = 'Id,Name,Brand\n3,Fan,\n1,Valve,Acme\n4,Coil,\n2,Pumps,Acme\n';
    const found = await compare(before, after, ['Id']);
    expect(found).toMatchObject({
      rowsBefore: 3,
      rowsAfter: 4,
      added: 1,
      removed: 0,
      changed: 3,
      key: ['Id'],
    });
    expect(found.columns).toEqual([
      { column: 'Name', added: 0, removed: 0, changed: 1 },
      { column: 'Brand', added: 1, removed: 1, changed: 0 },
    ]);
    expect(found.differences.toSorted((a, b) => a.row - b.row)).toEqual([
      change(2, 0, '3', { column: 'Brand', before: 'Acme', after: null }),
      change(0, 1, '1', { column: 'Brand', before: null, after: 'Acme' }),
      { kind: 'added', row: 2, key: ['4'], cells: ['4', 'Coil', null] },
      change(1, 3, '2', { column: 'Name', before: 'Pump', after: 'Pumps' }),
    ]);
  });

  test('takes whole rows where there is no key, or one side lacks it', async () => {
    const found = await compare('Id,A\n1,x\n1,x\n2,y\n', 'A,B\nx,\nz,\n', ['Id']);
    expect(found).toMatchObject({
      key: null,
      onlyBefore: ['Id'],
      onlyAfter: ['B'],
      added: 1,
      removed: 2,
      changed: 0,
    });
    expect(found.differences.map(({ kind, key }) => `${kind} ${key.join(',')}`).toSorted()).toEqual([
      'added z',
      'removed x',
      'removed y',
    ]);
  });

  test('sees no difference in quotes, order, delimiter and line ends of somebody else', async () => {
    const table = {
      header: ['Id', 'Name', 'Note'],
      rows: [
        ['1', 'Valve', null],
        ['2', '', 'a,b'],
      ] as Cell[][],
    };
    const reversed = {
      header: table.header.toReversed(),
      rows: table.rows.toReversed().map((row) => row.toReversed()),
    };
    const legacy = `\u{feff}${write(reversed, '\n', true)}`;
    const found = await compare(legacy, write(table), ['Id'], [theirs, { ...ours, emptyIsMissing: true }]);
    expect(found).toMatchObject({ added: 0, removed: 0, changed: 0, onlyBefore: [], onlyAfter: [] });
  });

  test('tells a missing value from an empty one between files of our own', async () => {
    const { differences } = await compare('Id,A\n1,\n', 'Id,A\n1,""\n', ['Id']);
    expect(differences).toEqual([change(0, 0, '1', { column: 'A', before: null, after: '' })]);
  });

  test('finds what a naive comparison finds, in any order, with keys that repeat', async () => {
    const cell = fc.option(fc.constantFrom('a', 'b', '"', ''));
    const row = fc.tuple(cell, cell, cell).map((cells): Cell[] => cells);
    const rows = fc.array(row, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        rows,
        fc.constantFrom<string[][]>([], ['k'], ['k', 'x']),
        async (before, after, keys) => {
          const header = ['k', 'x', 'y'];
          const found = await compare(write({ header, rows: before }), write({ header, rows: after }), keys);
          expect(countOf(found)).toEqual(compareNaively(before, after, keys.length === 0 ? 3 : keys.length));
          const stands = (table: Cell[][], place: number, cells: Cell[]): boolean =>
            JSON.stringify(table[place]) === JSON.stringify(cells);
          const wrong = found.differences.filter((one) => {
            if (one.kind === 'changed') return stands(before, one.rowBefore, after[one.row]!);
            return !stands(one.kind === 'added' ? after : before, one.row, one.cells);
          });
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is right beyond what it keeps in memory', async () => {
    const count = 120_000;
    const header = ['Id', 'Value'];
    const rows = Array.from({ length: count }, (_, id): Cell[] => [`${id}`, `v${id % 7}`]);
    const after = rows.toReversed().map(([id, value]): Cell[] => [id!, id === '5' ? 'new' : value!]);
    after.pop();
    const scratch = new MemoryScratch();
    const differences: RowDifference[] = [];
    const open = (table: Cell[][]) => openCsv(bytesOf(write({ header, rows: table }), 65_536), ours);
    const found = await compareCsv(
      await open(rows),
      await open(after),
      { keyColumns: ['Id'], scratch },
      (one) => void differences.push(one),
    );
    expect(found).toMatchObject({
      rowsBefore: count,
      rowsAfter: count - 1,
      added: 0,
      removed: 1,
      changed: 1,
    });
    expect(differences.map(({ kind, key }) => `${kind} ${key.join(',')}`).toSorted()).toEqual([
      'changed 5',
      'removed 0',
    ]);
  });
});

function change(
  rowBefore: number,
  row: number,
  id: string,
  ...cells: { column: string; before: Cell; after: Cell }[]
) {
  return { kind: 'changed', rowBefore, row, key: [id], cells };
}

function countOf({ added, removed, changed }: CsvComparison): number[] {
  return [added, removed, changed];
}

/** Row by row: equal rows leave, then those of one key pair up, as many as there are on both sides. */
function compareNaively(before: Cell[][], after: Cell[][], keyWidth: number): number[] {
  const gone = [...before];
  const come = after.filter((row) => {
    const place = gone.findIndex((other) => JSON.stringify(other) === JSON.stringify(row));
    if (place >= 0) gone.splice(place, 1);
    return place < 0;
  });
  let changed = 0;
  const added = come.filter((row) => {
    const keyOf = (cells: Cell[]): string => JSON.stringify(cells.slice(0, keyWidth));
    const place = gone.findIndex((other) => keyOf(other) === keyOf(row));
    if (place >= 0) {
      gone.splice(place, 1);
      changed += 1;
    }
    return place < 0;
  });
  return [added.length, gone.length, changed];
}
