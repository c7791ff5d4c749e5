import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { event, feedStatus, file, ok, status, unitStatus } from '../support/operate-answers.ts';
import { runMillrace, startMillrace } from '../support/run-millrace.ts';
import {
  FunctionFailure,
  startStackDouble,
  type Operate,
  type StackDouble,
} from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function withOperate(operate: Operate): Promise<StackDouble> {
  stack = await startStackDouble({ operate });
  return stack;
}

const name = 'ecommerce_629037_20260303080700_001.jsonl';
const key = `bak/PRODUCT/2026/03/${name}`;

describe('any verb', () => {
  test('a stack that is not running is named as such, with how to start it', async () => {
    stack = await startStackDouble({});
    const { endpointsFile, folder } = stack;
    const gone = join(folder, 'gone.json');
    writeFileSync(gone, readFileSync(endpointsFile, 'utf8').replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1'));
    const ended = await runMillrace(['status', '--endpoints', gone]);
    expect(ended).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'millrace: The stack is not running.\n' +
        'Start it with `npm start`, name another one with --endpoints FILE, or a stage on AWS with --stage NAME.\n',
    });
  });

  test('an endpoints file that is not there is a mistake of the command line', async () => {
    const ended = await runMillrace(['status'], { env: { MILLRACE_ENDPOINTS: 'nowhere.json' } });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('There is no file /nowhere.json');
  });

  test('a mistyped verb is answered with the one that was meant, and exit code 2', async () => {
    const ended = await runMillrace(['stats']);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('Did you mean status?');
    expect(ended.stdout).toBe('');
  });

  test('--help is no error and shows examples', async () => {
    const ended = await runMillrace(['load', '--help']);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('Examples:');
    expect(ended.stderr).toBe('');
  });

  test('an unknown unit is answered with those there are', async () => {
    const ended = await runMillrace(['events', '--bu', 'bkr']);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('bak, cefl, ecm, gem');
  });

  test('without --bu it asks which of the units is meant', async () => {
    const ended = await runMillrace(['events']);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('bak (Baker)');
  });

  test('what a function says when it fails is passed on', async () => {
    const { endpointsFile } = await withOperate(() => new FunctionFailure('the database is asleep'));
    const ended = await runMillrace(['status', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('millrace-test-operate failed: the database is asleep');
  });

  test('with --json an error is JSON too, and stays away from standard output', async () => {
    const { endpointsFile } = await withOperate(() => ({
      ok: false,
      error: { class: 'NotFound', code: 'unknown-file', message: 'There is no event 99.' },
    }));
    const ended = await runMillrace([
      'rejects',
      '--bu',
      'bak',
      '--file',
      '99',
      '--json',
      '--endpoints',
      endpointsFile,
    ]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toBe('');
    expect(JSON.parse(ended.stderr)).toEqual({
      error: { code: 'unknown-file', message: 'There is no event 99.', next: '' },
    });
  });

  test('an answer of another version is not shown as if it were understood', async () => {
    const { endpointsFile } = await withOperate(() => ok({ unitz: [] }));
    const ended = await runMillrace(['status', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('start the stack again');
  });

  test('the bin works through a link, from anywhere', async () => {
    const { folder } = await withOperate(() => ok(status()));
    mkdirSync(join(folder, '.local'));
    writeFileSync(join(folder, '.local', 'endpoints.json'), readFileSync(join(folder, 'endpoints.json')));
    const link = join(folder, 'millrace');
    symlinkSync(join(import.meta.dirname, '..', '..', 'cli', 'millrace.sh'), link);
    const child = spawn(link, ['--help'], { cwd: folder });
    const stdout = await text(child.stdout);
    expect(stdout).toContain('Usage: millrace');
  });
});

describe('status', () => {
  test('exits 0 when nothing is stuck', async () => {
    const { endpointsFile } = await withOperate(() => ok(status()));
    const ended = await runMillrace(['status', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('Nothing is stuck.');
  });

  test('exits 1 when something is stuck, as JSON too', async () => {
    const answer = status({ stuck: true });
    const { endpointsFile } = await withOperate(() => ok(answer));
    const ended = await runMillrace(['status', '--json', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toEqual(answer);
  });
});

describe('load', () => {
  test('a file named as its system names it lands under its key and is followed until it is applied', async () => {
    const states = [
      file({ state: 'unknown', event: null }),
      file({ state: 'loading', event: null, progress: { rows: 600, bytes: 1, totalBytes: 2 } }),
      file({ state: 'applied' }),
    ];
    const { endpointsFile, folder, objects, requests } = await withOperate(() => ok(states.shift()));
    writeFileSync(join(folder, name), '{"EntityId":1}\n');
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(0);
    expect(objects.get(key)?.toString()).toBe('{"EntityId":1}\n');
    const question = { verb: 'file', unit: 'bak', key, versionId: 'v1' };
    expect(requests).toEqual([question, question, question]);
    expect(ended.stdout).toContain(
      ', 1,204 rows: 944 inserted, 12 updated, 241 unchanged, 3 deleted, 4 rejected\n',
    );
    expect(ended.stdout.startsWith(`${key}\n  applied in `)).toBe(true);
    expect(ended.stdout).toContain('npx millrace rejects --bu bak --file 42');
  });

  test('a full file says what it put right', async () => {
    const corrected = { missed: 5, held_otherwise: 3, kept_wrongly: 2 };
    const { endpointsFile, folder } = await withOperate(() =>
      ok(file({ event: event(42, { metadata: { corrected } }) })),
    );
    writeFileSync(join(folder, name), '{"EntityId":1}\n');
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.stdout).toContain(
      '\n  put right: 5 records were missing, 3 records were held otherwise, 2 records were kept wrongly\n',
    );
  });

  test('an empty file is dropped as it is', async () => {
    const { endpointsFile, folder, objects } = await withOperate(() => ok(file()));
    writeFileSync(join(folder, name), '');
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(0);
    expect(objects.get(key)?.length).toBe(0);
  });

  test('a file of many megabytes is streamed and arrives whole', async () => {
    const { endpointsFile, folder, objects } = await withOperate(() => ok(file()));
    const line = `${JSON.stringify({ EntityId: 1, Attributes: { ProductName: 'x'.repeat(1000) } })}\n`;
    writeFileSync(join(folder, name), line.repeat(5000));
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(0);
    expect(objects.get(key)?.length).toBe(line.length * 5000);
  });

  test('a halted file ends with exit code 1 and the reason', async () => {
    const { endpointsFile, folder } = await withOperate(() =>
      ok(
        file({
          state: 'halted',
          reason: '30 of its 40 lines are bad.',
          event: event(42, { eventType: 'file_error', metadata: { code: 'too-many-rejects' } }),
        }),
      ),
    );
    writeFileSync(join(folder, name), 'x\n');
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toBe(
      `${key}\n  halted, nothing of it was loaded\n  30 of its 40 lines are bad.\n` +
        `  Look at it: npx millrace rejects --bu bak --file 42\n  Load it mended: npx millrace load FILE --bu bak --as ${key}\n` +
        '  Leave it out: npx millrace skip 42 --bu bak --reason WHY\n',
    );
  });

  test('a file behind a halted one does not wait for ever', async () => {
    const halted = {
      file: 'bak/PRODUCT/2026/03/ecommerce_629034_20260302_001.jsonl',
      code: 'too-many-rejects',
      message: '30 of its 40 lines are bad.',
      since: '2026-03-02T08:00:00.000Z',
      event: '40',
    };
    const { endpointsFile, folder } = await withOperate((request) =>
      request.verb === 'status'
        ? ok(
            status({
              units: [unitStatus('bak', { feeds: [feedStatus('products', { halted })] })],
              stuck: true,
            }),
          )
        : ok(file({ state: 'pending', event: null })),
    );
    writeFileSync(join(folder, name), '{"EntityId":1}\n');
    const ended = await runMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain('waits behind a halted file');
    expect(ended.stdout).toContain(halted.file);
  });

  test('a folder is loaded in file order, and files of other kinds are left alone', async () => {
    const { endpointsFile, folder, requests } = await withOperate(() => ok(file()));
    const inbox = join(folder, 'inbox');
    mkdirSync(inbox);
    const names = ['ecommerce_2_20260304000000.jsonl', 'ecommerce_9_20260303000000.jsonl', 'notes.txt'];
    for (const each of names) writeFileSync(join(inbox, each), '{"EntityId":1}\n');
    const ended = await runMillrace(['load', inbox, '--bu', 'bak', '--json', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(0);
    expect(requests.map((request) => 'key' in request && request.key)).toEqual([
      'bak/PRODUCT/2026/03/ecommerce_9_20260303000000.jsonl',
      'bak/PRODUCT/2026/03/ecommerce_2_20260304000000.jsonl',
    ]);
    expect(ended.stdout.trim().split('\n')).toHaveLength(2);
    expect(ended.stderr).toContain('notes.txt, no feed recognises its name');
  });

  test('a folder stops at the first file that is not applied, and says what was left', async () => {
    const { endpointsFile, folder, objects } = await withOperate(() => ok(file({ state: 'halted' })));
    for (const day of ['03', '04', '05']) {
      writeFileSync(join(folder, `ecommerce_202603${day}000000.jsonl`), '{"EntityId":1}\n');
    }
    const ended = await runMillrace(['load', folder, '--bu', 'bak', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect([...objects.keys()]).toEqual(['bak/PRODUCT/2026/03/ecommerce_20260303000000.jsonl']);
    expect(ended.stderr).toContain('2 further files not dropped.');
  });

  test('--as gives a file its key', async () => {
    const { endpointsFile, folder, objects } = await withOperate(() => ok(file()));
    writeFileSync(join(folder, 'fixed.jsonl'), '{"EntityId":1}\n');
    const args = ['load', 'fixed.jsonl', '--bu', 'bak', '--as', key, '--endpoints', endpointsFile];
    const ended = await runMillrace(args, { cwd: folder });
    expect(ended.exitCode).toBe(0);
    expect([...objects.keys()]).toEqual([key]);
  });

  test.each([
    ['a file that is not there', ['nothing.jsonl'], 'There is no file or folder nothing.jsonl.'],
    ['a name that no feed recognises', ['notes.txt'], 'ecommerce_[RUN_][full_]YYYYMMDDhhmmss[_PART].jsonl'],
    ['a key of which the unit never hears', ['notes.txt', '--as', 'ecm/x.jsonl'], 'its keys begin with bak/'],
    ['a key for a folder', ['.', '--as', key], '--as gives one file its key'],
  ])('%s is refused before anything is dropped', async (_, args, message) => {
    const { endpointsFile, folder, objects } = await withOperate(() => ok(file()));
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    const ended = await runMillrace(['load', ...args, '--bu', 'bak', '--endpoints', endpointsFile], {
      cwd: folder,
    });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(objects.size).toBe(0);
  });

  test('Ctrl-C ends it quietly with 130', async () => {
    const asked = Promise.withResolvers<void>();
    const { endpointsFile, folder } = await withOperate(() => {
      asked.resolve();
      return ok(file({ state: 'pending', feed: null }));
    });
    writeFileSync(join(folder, name), '{"EntityId":1}\n');
    const child = startMillrace(['load', name, '--bu', 'bak', '--endpoints', endpointsFile], { cwd: folder });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    await asked.promise;
    child.kill('SIGINT');
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect(exitCode).toBe(130);
    expect(await output).toEqual(['', '']);
  });
});

describe('events', () => {
  test('shows the newest, oldest first, as one JSON document a line', async () => {
    const { endpointsFile, requests } = await withOperate(() => ok({ events: [event(41), event(42)] }));
    const ended = await runMillrace([
      'events',
      '--bu',
      'bak',
      '--limit',
      '2',
      '--json',
      '--endpoints',
      endpointsFile,
    ]);
    expect(
      ended.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([event(41), event(42)]);
    expect(requests).toEqual([{ verb: 'events', unit: 'bak', limit: 2 }]);
  });

  test('--follow asks for what came after the last one, and a reader that leaves ends it quietly', async () => {
    const batches = [[event(41)], [], [event(42)]];
    const { endpointsFile, requests } = await withOperate(() =>
      ok({ events: batches.shift() ?? [event(43)] }),
    );
    const child = startMillrace([
      'events',
      '--bu',
      'bak',
      '--follow',
      '--json',
      '--endpoints',
      endpointsFile,
    ]);
    const stderr = text(child.stderr);
    let seen = '';
    for await (const chunk of child.stdout) {
      seen += String(chunk);
      if (seen.includes('"id":"42"')) break;
    }
    child.stdout.destroy();
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect(exitCode).toBe(0);
    expect(await stderr).toBe('');
    expect(requests.slice(1, 3).map((request) => 'after' in request && request.after)).toEqual(['41', '41']);
  });
});

describe('rejects', () => {
  const rejects = [
    { line: '5', byteOffset: '700', code: 'not-json', reason: 'ends in a "string"', raw: '{"EntityId":1,"x' },
    {
      line: '16',
      byteOffset: '2000',
      code: 'nul-character',
      reason: 'holds \\u0000',
      raw: '{"a":"\u001b[2J"}',
    },
  ].map(({ raw, ...rest }) => ({
    ...rest,
    rawBase64: Buffer.from(raw).toString('base64'),
    rawLength: raw.length,
  }));
  const operate: Operate = (request) => {
    const after = 'afterLine' in request ? Number(request.afterLine) : 0;
    const page = rejects.filter((reject) => Number(reject.line) > after).slice(0, 1);
    return ok({
      file: key,
      load: '7',
      total: 2,
      rejects: after === 0 && !('limit' in request) ? rejects : page,
    });
  };

  test('shows each bad line with its reason, and nothing of it steers the terminal', async () => {
    const { endpointsFile } = await withOperate(() => ok({ file: key, load: '7', total: 2, rejects }));
    const ended = await runMillrace(['rejects', '--bu', 'bak', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toBe(
      `${key}: 2 lines could not be loaded\n` +
        '  line 5  not-json  ends in a "string"\n    {"EntityId":1,"x\n' +
        '  line 16  nul-character  holds \\u0000\n    {"a":"\\x1b[2J"}\n',
    );
  });

  test('--save writes every line byte for byte, and the reasons beside it, however many answers it takes', async () => {
    const { endpointsFile, folder } = await withOperate(operate);
    const args = ['rejects', '--bu', 'bak', '--save', 'bad.jsonl', '--endpoints', endpointsFile];
    const ended = await runMillrace(args, { cwd: folder });
    expect(ended.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'bad.jsonl'), 'utf8')).toBe('{"EntityId":1,"x\n{"a":"\u001b[2J"}\n');
    expect(readFileSync(join(folder, 'bad.jsonl.reasons.csv'), 'utf8')).toBe(
      'line,byte_offset,code,reason,length,complete\r\n' +
        '5,700,not-json,"ends in a ""string""",16,true\r\n' +
        '16,2000,nul-character,"holds \\u0000",12,true\r\n',
    );
  });

  test('--save never overwrites a file', async () => {
    const { endpointsFile, folder } = await withOperate(operate);
    writeFileSync(join(folder, 'bad.jsonl'), 'mine');
    const args = ['rejects', '--bu', 'bak', '--save', 'bad.jsonl', '--endpoints', endpointsFile];
    const ended = await runMillrace(args, { cwd: folder });
    expect(ended.exitCode).toBe(2);
    expect(readFileSync(join(folder, 'bad.jsonl'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'bad.jsonl.reasons.csv'))).toBe(false);
  });
});

describe('logs', () => {
  const line = (timestamp: string, message: string): string =>
    `${JSON.stringify({ level: 'INFO', message, timestamp, service: 'load-files', rows: 3 })}\n`;

  test('shows the lines of all functions in the order of time, without their metrics', async () => {
    stack = await startStackDouble({});
    const { logs, endpointsFile } = stack;
    writeFileSync(
      join(logs, 'millrace-test-load-files-bak.log'),
      line('2026-03-03T08:00:01.000Z', 'first') +
        line('2026-03-03T08:00:03.000Z', 'third') +
        'at somewhere.ts:3\n',
    );
    const metrics = `${JSON.stringify({ _aws: { Timestamp: 0 }, HaltedFiles: 0 })}\n`;
    const operate = line('2026-03-03T08:00:02.000Z', 'second');
    writeFileSync(join(logs, 'millrace-test-operate.log'), metrics + operate);
    const ended = await runMillrace(['logs', '--endpoints', endpointsFile]);
    expect(ended.stdout).toBe(
      'load-files-bak 08:00:01.000 INFO first rows=3\n' +
        'operate 08:00:02.000 INFO second rows=3\n' +
        'load-files-bak 08:00:03.000 INFO third rows=3\n' +
        'load-files-bak at somewhere.ts:3\n',
    );
  });

  test('--follow shows what is appended', async () => {
    stack = await startStackDouble({});
    const { logs, endpointsFile } = stack;
    const path = join(logs, 'millrace-test-operate.log');
    writeFileSync(path, 'before\n');
    const child = startMillrace(['logs', 'operate', '--follow', '--endpoints', endpointsFile]);
    let seen = '';
    for await (const chunk of child.stdout) {
      seen += String(chunk);
      if (seen === 'before\n') writeFileSync(path, 'after\n', { flag: 'a' });
      if (seen.includes('after')) break;
    }
    child.kill();
    expect(seen).toBe('before\nafter\n');
  });

  test('a function that never logged is answered with those that did', async () => {
    stack = await startStackDouble({});
    const { logs, endpointsFile } = stack;
    writeFileSync(join(logs, 'millrace-test-operate.log'), 'x\n');
    const ended = await runMillrace(['logs', 'load', '--endpoints', endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('These have: operate.');
  });
});

describe('migrate', () => {
  test('says what was done', async () => {
    const applied = [{ schema: 'inriver_bak', migration: '0001-ledger' }];
    stack = await startStackDouble({ migrate: () => ({ applied, created: ['schema inriver_gem'] }) });
    const ended = await runMillrace(['migrate', '--endpoints', stack.endpointsFile]);
    expect(ended).toEqual({
      exitCode: 0,
      stdout: 'schema       migration\ninriver_bak  0001-ledger\nschema inriver_gem\n1 migration applied.\n',
      stderr: '',
    });
  });

  test('a migration that fails is exit code 1 with its message', async () => {
    stack = await startStackDouble({ migrate: () => new FunctionFailure('0002 was changed after it ran') });
    const ended = await runMillrace(['migrate', '--endpoints', stack.endpointsFile]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('0002 was changed after it ran');
  });
});
