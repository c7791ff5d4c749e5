import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { HistoryResponse, ShowResponse } from '#core/operate/record-responses.ts';
import type { FilePlan } from '#core/plan/file-plan.ts';
import type { RecordStep } from '#core/records/record-history.ts';
import { formatFilePlan } from '../../cli/present/file-plan.ts';
import { formatHistory } from '../../cli/present/record-history.ts';
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
  return runMillrace([...words, '--bu', 'bak', '--endpoints', stack.endpointsFile]);
}

const key = 'bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl';
const name = { field: 'Attributes.Name', before: '"a"', after: '"b"' };

function plan(parts: Partial<FilePlan> = {}): FilePlan {
  return {
    ...{ file: key, feed: 'products', kind: 'delta', place: 'last', halts: [], notes: [], folded: 0 },
    lines: { total: 12, blank: 0, good: 11, rejected: 1 },
    counts: { inserted: 1, updated: 9, unchanged: 0, deleted: 1 },
    overtaken: 0,
    closing: null,
    rejects: [{ line: 7, code: 'bad-json', reason: 'It is no JSON.' }],
    changes: [
      { id: '1', kind: 'updated', line: 3, fields: [name] },
      { id: '2', kind: 'deleted', line: 4, fields: [] },
    ],
    nextId: null,
    ...parts,
  };
}

describe('plan', () => {
  test('of a file of this machine puts it aside, asks about it, and takes it back', async () => {
    stack = await startStackDouble({ operate: () => ok(plan()) });
    const path = join(stack.folder, 'ecommerce_629113_20260303080700_001.jsonl');
    writeFileSync(path, '{"EntityId":1}\n');
    const ended = await run(() => null, 'plan', path);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      [
        key,
        '  products delta, after all files in force',
        '  12 lines: 11 good, 1 rejected',
        '  11 records: 1 inserted, 9 updated, 0 unchanged, 1 deleted',
        '  it would load',
        '',
        '  line 7  bad-json  It is no JSON.',
        '',
        '  1  updated  line 3',
        '    Attributes.Name  "a" → "b"',
        '',
        '  2  deleted  line 4',
        '',
      ].join('\n'),
    );
    expect(stack.requests).toMatchObject([{ verb: 'plan', unit: 'bak', file: key, limit: 10 }]);
    const [asked] = stack.requests as { aside: string }[];
    expect(asked!.aside).toMatch(/^PLAN\/[0-9a-f-]{36}\/ecommerce_629113_20260303080700_001\.jsonl$/);
    expect([...stack.objects.keys()]).toEqual([]);
  });

  test('of a key asks about what lies there', async () => {
    await run(() => ok(plan()), 'plan', key);
    expect(stack?.requests).toMatchObject([{ verb: 'plan', file: key }]);
    expect(stack?.requests[0]).not.toHaveProperty('aside');
  });

  test('that a guard would trip is exit code 2, with what to do; an error is 1', async () => {
    const halts = [{ code: 'deletion-guard', message: 'It would delete 60 of 100.' }];
    const guarded = await run(() => ok(plan({ halts })), 'plan', key);
    expect(guarded.exitCode).toBe(2);
    expect(guarded.stdout).toContain('it would halt: deletion-guard\n    It would delete 60 of 100.\n');
    expect(guarded.stdout).toContain('npx millrace resume EVENT --bu bak --accept-deletes');
    await stack?.close();
    stack = undefined;
    const error = { class: 'NotFound', code: 'unknown-object', message: 'There is no object.' };
    const unknown = await run(() => ({ ok: false, error }), 'plan', key);
    expect(unknown).toMatchObject({ exitCode: 1, stderr: 'millrace: There is no object.\n' });
  });

  test('with --all turns the pages, and says without it how many records it hides', async () => {
    const pages: Operate = (request) => {
      const isFirst = request.verb === 'plan' && request.afterId === undefined;
      const [first, second] = plan().changes;
      return ok(plan(isFirst ? { changes: [first!], nextId: '1' } : { changes: [second!] }));
    };
    const all = await run(pages, 'plan', key, '--all', '--json');
    expect((JSON.parse(all.stdout) as FilePlan).changes.map(({ id }) => id)).toEqual(['1', '2']);
    expect(stack?.requests).toMatchObject([{ limit: 1000 }, { limit: 1000, afterId: '1' }]);
    const some = await run(pages, 'plan', key);
    expect(some.stdout).toContain('… and 10 records more: --all shows them');
  });

  test('a folder is refused, with 1, since 2 would say something of a file', async () => {
    expect(await run(() => ok(plan()), 'plan', '/')).toMatchObject({ exitCode: 1 });
  });

  test('long values are shortened to one line of the terminal', () => {
    const before = JSON.stringify('x'.repeat(500));
    const fields = [{ field: 'Attributes.Text', before, after: '"short"' }];
    const changes = [{ id: '1', kind: 'updated' as const, line: 1, fields }];
    const output = { write: () => undefined, isTerminal: true, colours: false, columns: 80, rows: 24 };
    const text = formatFilePlan(plan({ changes, rejects: [] }), { unit: 'bak', all: false }, output);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toMatch(/Attributes\.Text {2}"x+… → "short"\n/);
  });
});

const shown: ShowResponse = {
  ...{ feed: 'products', id: '1', asOf: null, deleted: false },
  changedBy: { event: '42', eventTime: '2026-03-03T08:07:02.000Z', file: key, line: 3 },
  fields: [
    { field: 'EntityId', value: '1', file: 'bak/PRODUCT/2026/03/first.jsonl', line: 1, event: '41' },
    { field: 'Attributes.Name', value: '"b"', file: key, line: 3, event: '42' },
  ],
  hiddenFields: 0,
};

describe('show', () => {
  test('says of each field its value and where that came from', async () => {
    const ended = await run(() => ok(shown), 'show', '1', '--as-of', '42');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      [
        'products 1',
        '  last changed by event 42, 2026-03-03 08:07:02',
        `  ${key}, line 3`,
        '',
        '  FIELD            VALUE  EVENT  LINE  FILE',
        '  EntityId         1         41     1  first.jsonl',
        '  Attributes.Name  "b"       42     3  ecommerce_629113_20260303080700_001.jsonl',
        '',
      ].join('\n'),
    );
    expect(stack?.requests).toEqual([{ verb: 'show', unit: 'bak', id: '1', asOf: '42' }]);
  });

  test('says of what it had no room for how much that is', async () => {
    const long = { ...shown.fields[1]!, value: `"${'x'.repeat(8191)}…`, characters: 123_456 };
    const fields = [shown.fields[0]!, long, ...['A', 'B', 'C'].map((field) => ({ ...long, field }))];
    const ended = await run(() => ok({ ...shown, fields, hiddenFields: 1_200 }), 'show', '1');
    expect(ended.stdout).toContain(
      '  cut, also with --json: Attributes.Name has 123,456 characters, A has 123,456 characters, ' +
        'B has 123,456 characters, and 1 other\n  … and 1,200 fields more than an answer holds\n',
    );
  });

  test('says since when a record is deleted', async () => {
    const deleted = { ...shown, deleted: true, changedBy: { ...shown.changedBy, line: 0 } };
    const ended = await run(() => ok(deleted), 'show', '1');
    expect(ended.stdout).toContain(`  deleted by event 42, 2026-03-03 08:07:02\n  ${key}, which lacks it\n`);
  });
});

const step: RecordStep = {
  ...{ event: '41', eventTime: '2026-03-03T08:07:02.000Z', load: 1, file: key, orderKey: '1', line: 3 },
  ...{ op: 'patch', what: 'updated', deleted: false, wasDeleted: false, replacedBy: null, changes: [name] },
};
const told: HistoryResponse = {
  ...{ feed: 'products', id: '1' },
  steps: [
    { ...step, replacedBy: '42' },
    { ...step, event: '42', what: 'deleted', line: 0, changes: [] },
  ],
  hiddenSteps: 0,
};

describe('history', () => {
  test('tells what each line did, and what replaced it', async () => {
    const ended = await run(() => ok(told), 'history', '1');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      [
        'products 1: 1 step in force, 1 replaced',
        '  2026-03-03 08:07:02  event 41  updated    ecommerce_629113_20260303080700_001.jsonl, line 3, replaced by event 42',
        '    Attributes.Name  "a" → "b"',
        '  2026-03-03 08:07:02  event 42  deleted    ecommerce_629113_20260303080700_001.jsonl, lacks it',
        '',
      ].join('\n'),
    );
  });

  test('says how long values are that were cut, and what it had no room for', () => {
    const cut = { ...name, before: `"${'x'.repeat(8191)}…`, beforeCharacters: 123_456 };
    const steps = [{ ...step, changes: [cut], hiddenChanges: 17 }];
    const output = { write: () => undefined, isTerminal: true, colours: false, columns: 80, rows: 24 };
    const lines = formatHistory({ ...told, steps, hiddenSteps: 2_000 }, output).split('\n');
    expect(lines[0]).toBe('products 1: 1 step in force, 2,000 older ones more than an answer holds');
    expect(lines[2]).toMatch(/^ {4}Attributes\.Name {2}"x+… → "b" {2}\(123,456 → 3 characters\)$/);
    expect(lines[2]!.length).toBeLessThanOrEqual(80);
    expect(lines[3]).toBe('    … and 17 changes more than an answer holds');
  });

  test('dims what no longer counts, and nothing else', () => {
    const output = { write: () => undefined, isTerminal: true, colours: true, columns: 120, rows: 24 };
    const lines = formatHistory(told, output).trimEnd().split('\n');
    const dim = '\u001b[2m';
    expect(lines.map((line) => line.startsWith(dim))).toEqual([false, true, true, false]);
  });
});
