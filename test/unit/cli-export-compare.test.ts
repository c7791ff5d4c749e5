import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExportedFile, Manifest } from '#core/export/manifest.ts';
import type { Cause } from '#core/operate/cause-messages.ts';
import { ok } from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import { startStackDouble, type StackDouble } from '../support/stack-double.ts';

let stack: StackDouble;

const event: Cause = {
  kind: 'event',
  ...{ event: '42', eventTime: '2026-03-03T08:07:00.000Z', file: 'bak/PRODUCT/x.jsonl', line: 3 },
  ...{
    feed: 'products',
    record: '1',
    field: 'Attributes.Name',
    isWhole: false,
    before: '"Valve"',
    after: '"Pump"',
  },
};

beforeEach(async () => {
  stack = await startStackDouble({
    operate: (request) =>
      ok({ causes: request.verb === 'export-causes' ? request.cells.map(() => [event]) : [] }),
  });
});

afterEach(() => stack.close());

function put(run: number, csvs: Record<string, string>, keyColumns: string[] = ['Id']): void {
  const files = Object.entries(csvs).map(([name, text]): ExportedFile => {
    stack.objects.set(`exports/bak/${run}/${name}`, Buffer.from(text));
    const sha256 = createHash('sha256').update(text).digest('hex');
    const rows = text.split('\r\n').length - 2;
    const counts = { rows, sizeBytes: text.length, sha256, rejected: 0, rejectedFile: null };
    return { name, ...counts, keyColumns, nullText: '', lineEnd: 'crlf' };
  });
  const manifest: Manifest = {
    ...{ unit: 'bak', run, asOfEvent: String(run), configuration: 'c', startedAt: '', finishedAt: '' },
    ...{ lateFeeds: [], files, failedChecks: [], changes: null, heldBack: null },
  };
  stack.objects.set(`exports/bak/${run}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  const latest = { run, asOfEvent: String(run), manifest: `exports/bak/${run}/manifest.json` };
  stack.objects.set('exports/bak/latest.json', Buffer.from(JSON.stringify(latest)));
}

const run = (...words: string[]): Promise<Ended> =>
  runMillrace(['export', ...words, '--bu', 'bak', '--endpoints', stack.endpointsFile]);

describe('export diff', () => {
  beforeEach(() => {
    put(1, {
      'items.csv': 'Id,Name\r\n1,Valve\r\n2,\r\n3,Fan\r\n',
      'same.csv': 'Id\r\n1\r\n',
      'old.csv': 'Id\r\n',
    });
    put(2, { 'items.csv': 'Id,Name\r\n1,Pump\r\n2,Coil\r\n4,Fan\r\n', 'same.csv': 'Id\r\n1\r\n' });
  });

  test('shows for each CSV the rows and cells that differ, and what caused it', async () => {
    const ended = await run('diff', '1', '2');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const cause = '    event 42, bak/PRODUCT/x.jsonl line 3: products 1 Attributes.Name "Valve" → "Pump"';
    expect(ended.stdout).toBe(
      [
        'items.csv  3 → 3 rows: 1 added, 1 removed, 2 changed',
        '  COLUMN  CELLS CHANGED  ADDED  REMOVED',
        '  Name                1      1        0',
        ...['  changed  1  Name  "Valve" → "Pump"', cause],
        ...['  changed  2  Name  missing → "Coil"', cause],
        ...['  added  4', cause],
        ...['  removed  3', cause],
        '',
        'old.csv  only in the earlier run',
        'same.csv  equal, 1 row',
        'Runs 1 and 2, as of events 1 and 2, the same configuration: 2 CSVs of 3 differ: 1 added, 1 removed, 2 changed.',
        '',
      ].join('\n'),
    );
    expect(stack.requests).toMatchObject([
      {
        verb: 'export-causes',
        ...{ unit: 'bak', before: 1, after: 2, csv: 'items.csv', keyColumns: ['Id'] },
        cells: [
          { kind: 'changed', key: ['1'], column: 'Name' },
          { kind: 'changed', key: ['2'], column: 'Name' },
          { kind: 'added', key: ['4'], column: null },
          { kind: 'removed', key: ['3'], column: null },
        ],
      },
    ]);
  });

  test('with --json gives the same to scripts; with --all a line for each difference before it', async () => {
    const { files } = JSON.parse((await run('diff', '1', '2', '--json')).stdout) as {
      files: { name: string; differences: unknown[] }[];
    };
    expect(files.map(({ name, differences }) => [name, differences.length])).toEqual([
      ['items.csv', 4],
      ['old.csv', 0],
      ['same.csv', 0],
    ]);
    const lines = (await run('diff', '1', '2', '--csv', 'items.csv', '--all', '--json')).stdout
      .trim()
      .split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      parsed
        .slice(0, -1)
        .map(({ csv, kind }) => [csv, kind].join(' '))
        .toSorted(),
    ).toEqual(['items.csv added', 'items.csv changed', 'items.csv changed', 'items.csv removed']);
    expect(parsed.at(-1)).toMatchObject({ before: 1, after: 2, files: [{ name: 'items.csv', changed: 2 }] });
  });

  test('says how many rows it hides', async () => {
    const csv = (value: string): string =>
      `Id,Name\r\n${Array.from({ length: 30 }, (_, id) => `${id},${value}\r\n`).join('')}`;
    put(3, { 'items.csv': csv('a') });
    put(4, { 'items.csv': csv('b') });
    const ended = await run('diff', '3', '4');
    expect(ended.stdout).toContain('… and 20 rows more: --csv items.csv --all shows them');
    const all = await run('diff', '3', '4', '--all');
    expect(all.stdout.match(/^ {2}changed/gm)).toHaveLength(30);
  });

  test('of a run without files, or of an unknown CSV, is refused with what there is', async () => {
    expect(await run('diff', '1', '9')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('There are no files of run 9.'),
    });
    expect(await run('diff', '1', '2', '--csv', 'x.csv')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('There is no x.csv. There are: items.csv, old.csv, same.csv.'),
    });
    expect(await run('diff', '2', '2')).toMatchObject({ exitCode: 2 });
  });
});

describe('export parity', () => {
  const legacy = (files: Record<string, string | Buffer>): string => {
    const folder = join(stack.folder, 'legacy');
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return folder;
  };

  test('does not care how the legacy files are written', async () => {
    put(5, { 'items.csv': 'Id,Name,Note\r\n1,"5"" pipe",\r\n2,Fan,"a;b"\r\n' });
    const folder = legacy({
      'Items.CSV': '\u{feff}"Note";"Id";"Name"\n"a;b";"2";"Fan"\n"";"1";"5"" pipe"\n',
    });
    const ended = await run('parity', '--against', folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      `items.csv  equal, 2 rows\nbak run 5 against ${folder}: full parity, 1 CSV, 2 rows.\n`,
    );
  });

  test('sums up by column what differs, ends with one line for a mail, and exits with 1', async () => {
    put(5, {
      'items.csv': 'Id,Name,Ours\r\n1,Valve,x\r\n2,Fan,x\r\n3,Coil,x\r\n',
      'new.csv': 'Id\r\n1\r\n',
    });
    const folder = legacy({
      'items.csv': 'Id,Name,Theirs\n1,Valve,y\n2,Fans,y\n4,Pump,y\n',
      'gone.csv': 'Id\n1\n',
      'notes.txt': 'no CSV',
    });
    const ended = await run('parity', '--against', folder);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout.split('\n')).toEqual([
      'gone.csv  only there',
      'items.csv  3 rows there, 3 here: 1 only there, 1 only here, 1 differ',
      '  column only there: Theirs',
      '  column only here: Ours',
      '  COLUMN  CELLS DIFFER  MISSING THERE  MISSING HERE',
      '  Name               1              0             0',
      '  2  Name: "Fans" there, "Fan" here',
      '  only here: 3',
      '  only there: 4',
      'new.csv  only here',
      `bak run 5 against ${folder}: no parity: 0 of 3 CSVs equal; 1 of 4 rows equal (25 %); ` +
        'most cells differ in items.csv Name (1); only there: gone.csv; only here: new.csv; ' +
        'columns of one side: items.csv Theirs, items.csv Ours.',
      '',
    ]);
    const json = JSON.parse(
      (await run('parity', '--against', folder, '--csv', 'items.csv', '--json')).stdout,
    ) as object;
    expect(json).toMatchObject({ run: 5, parity: false, files: [{ name: 'items.csv', changed: 1 }] });
  });

  test('reads other encodings when it is told, and names a file that it cannot read', async () => {
    put(5, { 'items.csv': 'Id,Name\r\n1,Düse\r\n' });
    const folder = legacy({ 'items.csv': Buffer.from('Id,Name\n1,D\xfcse\n', 'latin1') });
    expect(await run('parity', '--against', folder)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('items.csv cannot be compared. It is not UTF-8.'),
    });
    expect(await run('parity', '--against', folder, '--encoding', 'windows-1252')).toMatchObject({
      exitCode: 0,
    });
    expect(await run('parity', '--against', folder, '--encoding', 'heiler')).toMatchObject({ exitCode: 2 });
  });

  test('wants a folder with CSVs, and a published run', async () => {
    expect(await run('parity', '--against', legacy({}))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('bak has published nothing yet.'),
    });
    put(5, { 'items.csv': 'Id\r\n' });
    expect(await run('parity', '--against', legacy({}))).toMatchObject({ exitCode: 2 });
  });
});
