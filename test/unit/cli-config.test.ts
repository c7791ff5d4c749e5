import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConfigCheckResponse, ConfigImportResponse } from '#core/operate/configuration-responses.ts';
import type { ConfigureRequest } from '#core/operate/configure-requests.ts';
import { formatDifference } from '../../cli/present/configuration-difference.ts';
import { formatCheck } from '../../cli/present/configuration-problems.ts';
import { aConfiguration } from '../support/export-rows.ts';
import { ok } from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import { startStackDouble, type Operate, type StackDouble } from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function run(operate: Operate, ...words: string[]): Promise<Ended> {
  stack ??= await startStackDouble({ operate });
  return runMillrace(['config', ...words, '--bu', 'bak', '--endpoints', stack.endpointsFile], {
    cwd: stack.folder,
  });
}

const hash = '0'.repeat(64);
const problem = {
  table: 'csv_template_config' as const,
  row: 12,
  code: 'unknown-transformation',
  message: 'items.csv, "Name": there is no transformation "uper". Is it upper?',
};

function checked(parts: Partial<ConfigCheckResponse> = {}): ConfigCheckResponse {
  const rows = { files: 17, columns: 131, mappings: 1, decorators: 0 };
  return { hash, rows, attributesKnown: true, problems: [], ...parts };
}

const untouched = { added: 0, removed: 0, changed: 0, moved: 0, unchanged: 3, rows: [] };

function difference(parts: Partial<ConfigImportResponse> = {}): ConfigImportResponse {
  return {
    shown: hash,
    tables: [
      {
        ...{ table: 'csv_file_config', added: 1, removed: 1, changed: 1, moved: 0, unchanged: 14 },
        rows: [
          { kind: 'added', row: null, name: ['new.csv'], cells: [] },
          {
            ...{ kind: 'changed', row: 3, name: ['items.csv'] },
            cells: [
              { column: 'line_end', before: 'crlf', after: 'lf' },
              { column: 'notes', before: null, after: '' },
            ],
          },
          { kind: 'removed', row: 4, name: ['old.csv'], cells: [] },
        ],
      },
      {
        ...{ table: 'csv_template_config', added: 0, removed: 0, changed: 0, moved: 12, unchanged: 0 },
        rows: Array.from({ length: 12 }, (_, index) => {
          return { kind: 'moved' as const, row: index + 1, name: ['items.csv', `C${index}`], cells: [] };
        }),
      },
      { table: 'field_mapping', ...untouched },
      { table: 'decorator_data', ...untouched, unchanged: 0 },
    ],
    problems: [],
    event: null,
    ...parts,
  };
}

const nothing = difference({ tables: [{ table: 'csv_file_config', ...untouched }] });
const plain = { write: () => undefined, isTerminal: false, colours: false, columns: 100, rows: 24 };

describe('config check', () => {
  test('says what there is and that it can be exported', async () => {
    const ended = await run(() => ok(checked()), 'check');
    expect(ended).toEqual({
      exitCode: 0,
      stdout: 'bak: 17 CSVs, 131 columns, 1 mapping, 0 decorators\nIt can be exported.\n',
      stderr: '',
    });
    expect(stack?.requests).toEqual([{ verb: 'config-check', unit: 'bak' }]);
  });

  test('lists each problem with its table, row and code, and exits with 1', async () => {
    const missing = { ...problem, row: null, code: 'unfed-column' };
    const ended = await run(() => ok(checked({ problems: [problem, missing] })), 'check');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(
      [
        '2 problems: it cannot be exported.',
        '',
        'TABLE                ROW  CODE                    MESSAGE',
        'csv_template_config   12  unknown-transformation  items.csv, "Name": there is no transformation "uper". Is it upper?',
        'csv_template_config    -  unfed-column            items.csv, "Name": there is no transformation "uper". Is it upper?',
      ].join('\n'),
    );
  });

  test('as JSON is the answer, with the same exit code', async () => {
    const ended = await run(() => ok(checked({ problems: [problem] })), 'check', '--json');
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toEqual(checked({ problems: [problem] }));
  });

  test('breaks long messages on a terminal', () => {
    const long = { ...problem, message: 'word '.repeat(20).trim() };
    const lines = formatCheck('bak', checked({ problems: [long] }), { ...plain, columns: 90 }).split('\n');
    expect(lines.every((line) => line.length <= 90)).toBe(true);
    expect(lines.filter((line) => line.endsWith('word')).length).toBeGreaterThan(1);
  });

  test('of nothing says how to begin; without data it says what it cannot know', () => {
    const rows = { files: 0, columns: 0, mappings: 0, decorators: 0 };
    const text = formatCheck('bak', checked({ rows, attributesKnown: false }), plain);
    expect(text).toContain('npx millrace config import --default --bu bak');
    expect(text).toContain('Nothing is loaded that tells which attributes there are.');
  });
});

describe('config export', () => {
  const exported: Operate = () => ok({ hash, configuration: aConfiguration() });

  test('writes a sheet for each table, over those that are there', async () => {
    stack = await startStackDouble({ operate: exported });
    mkdirSync(join(stack.folder, 'mine'));
    writeFileSync(join(stack.folder, 'mine', 'decorator_data.csv'), 'old');
    const ended = await run(exported, 'export', 'mine');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`${join(stack.folder, 'mine', 'field_mapping.csv')}: 1 row\n`);
    expect(readdirSync(join(stack.folder, 'mine')).toSorted()).toEqual([
      'csv_file_config.csv',
      'csv_template_config.csv',
      'decorator_data.csv',
      'field_mapping.csv',
    ]);
    expect(readFileSync(join(stack.folder, 'mine', 'decorator_data.csv'), 'utf8')).toBe(
      'entity_type,entity_id,decorator_type,decorator_value,source,notes\r\n' +
        'attribute,ProductBrand,purpose,searchable,,\r\n',
    );
  });

  test('as JSON names the files', async () => {
    const ended = await run(exported, 'export', 'mine', '--json');
    const { files } = JSON.parse(ended.stdout) as { files: string[] };
    expect(files).toContain(join(stack!.folder, 'mine', 'csv_file_config.csv'));
  });

  test('where nothing can be written says so', async () => {
    stack = await startStackDouble({ operate: exported });
    writeFileSync(join(stack.folder, 'file'), '');
    const ended = await run(exported, 'export', 'file');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('cannot be written');
  });
});

describe('config import', () => {
  /** A folder with one sheet, beside the stack. */
  async function withSheet(operate: Operate): Promise<void> {
    stack = await startStackDouble({ operate });
    mkdirSync(join(stack.folder, 'mine'));
    writeFileSync(join(stack.folder, 'mine', 'csv_file_config.csv'), 'csv_name,row_source\nitems.csv,item\n');
  }

  const answer: Operate = (request) =>
    ok('shown' in request && request.shown ? difference({ event: '42' }) : difference());

  test('shows the difference, and with --yes does what was shown', async () => {
    await withSheet(answer);
    const ended = await run(answer, 'import', 'mine', '--yes');
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'Imported: event 42.\n' });
    expect(ended.stderr).toBe(
      [
        'csv_file_config: 1 added, 1 removed, 1 changed, 14 as before',
        '  added  new.csv',
        '  changed  items.csv (row 3)',
        '    line_end  crlf → lf',
        '    notes  (none) → ""',
        '  removed  old.csv (row 4)',
        'csv_template_config: 12 moved',
        ...Array.from({ length: 10 }, (_, index) => `  moved  items.csv · C${index} (row ${index + 1})`),
        '  … and 2 rows more: --all shows them',
        'field_mapping: 3 as before',
        'decorator_data: empty',
        '',
      ].join('\n'),
    );
    const [looked, done] = stack!.requests as Extract<ConfigureRequest, { verb: 'config-import' }>[];
    expect(looked).toMatchObject({
      verb: 'config-import',
      unit: 'bak',
      rows: { files: [{ csv_name: 'items.csv' }] },
    });
    expect(looked).not.toHaveProperty('shown');
    expect(done).toMatchObject({ shown: hash, rows: looked!.rows });
  });

  test('without a terminal and without --yes asks nobody and does nothing', async () => {
    await withSheet(answer);
    const ended = await run(answer, 'import', 'mine');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('Say --yes');
    expect(stack!.requests).toHaveLength(1);
  });

  test('that changes nothing says so and does not ask', async () => {
    await withSheet(() => ok(nothing));
    const ended = await run(answer, 'import', 'mine');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe('csv_file_config: 3 as before\nNothing would change.\n');
  });

  test('as a dry run only shows', async () => {
    await withSheet(answer);
    const ended = await run(answer, 'import', 'mine', '--dry-run', '--json');
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toEqual(difference());
    expect(stack!.requests).toHaveLength(1);
  });

  test('says when what is there now cannot be exported', async () => {
    const bad: Operate = (request) =>
      ok(difference({ problems: [problem], event: 'shown' in request && request.shown ? '42' : null }));
    await withSheet(bad);
    const ended = await run(bad, 'import', 'mine', '--yes');
    expect(ended.stderr).toContain('1 problem: it cannot be exported.');
    expect(ended.stdout).toContain('npx millrace config check --bu bak');
    expect(ended.exitCode).toBe(0);
  });

  test('of the default reads the one that comes with Millrace', async () => {
    await run(() => ok(nothing), 'import', '--default');
    const [asked] = stack!.requests as Extract<ConfigureRequest, { verb: 'config-import' }>[];
    expect(asked!.rows.files).toHaveLength(17);
    expect(asked!.rows.decorators).toBeUndefined();
  });

  test.each([
    ['neither', ['import']],
    ['both', ['import', 'mine', '--default']],
  ])('wants a folder or --default: %s is refused', async (_what, words) => {
    const ended = await run(() => ok(nothing), ...words);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('Name a folder, or say --default');
    expect(stack!.requests).toEqual([]);
  });

  test('of a sheet that is wrong says where, and asks nobody', async () => {
    await withSheet(answer);
    writeFileSync(join(stack!.folder, 'mine', 'field_mapping.csv'), 'inriver_entity\nProduct\n');
    const ended = await run(answer, 'import', 'mine');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('field_mapping.csv line 1: the column "heiler_csv" is missing');
    expect(stack!.requests).toEqual([]);
  });

  test('larger than a request is refused with the way out', async () => {
    await withSheet(answer);
    const line = `item,1,note,${'x'.repeat(9000)}\n`;
    writeFileSync(
      join(stack!.folder, 'mine', 'decorator_data.csv'),
      `entity_type,entity_id,decorator_type,decorator_value\n${line.repeat(600)}`,
    );
    const ended = await run(answer, 'import', 'mine');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('6 MB, more than a request can hold');
    expect(ended.stderr).toContain('with SQL');
  });

  test('shows every row on request, as far as the answer has them', () => {
    expect(formatDifference(difference(), { all: true }, plain)).toContain('moved  items.csv · C11 (row 12)');
  });
});

test('config without more shows what there is', async () => {
  const ended = await runMillrace(['config', '--help']);
  expect(ended.exitCode).toBe(0);
  for (const word of ['check', 'export', 'import', 'docs/exports.md']) expect(ended.stdout).toContain(word);
});
