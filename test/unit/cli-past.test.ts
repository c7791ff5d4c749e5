import { afterEach, describe, expect, test } from 'vitest';
import type { HaltedFile, OpenReplay } from '#core/operate/responses.ts';
import {
  bucketReport,
  event,
  feedStatus,
  file,
  ok,
  replay,
  status,
  unitStatus,
  verified,
} from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import { startStackDouble, type Answer, type Operate, type StackDouble } from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

type Functions = { operate?: Operate; reconcile?: (request: unknown) => Answer };

async function run(functions: Functions, ...words: string[]): Promise<Ended> {
  stack = await startStackDouble(functions);
  return runMillrace([...words, '--bu', 'bak', '--endpoints', stack.endpointsFile]);
}

const [planned] = replay().feeds;
const halted: HaltedFile = {
  file: planned!.lastFile!,
  code: 'deletion-guard',
  message: 'It would delete 60 of the 100 live records.',
  since: '2026-03-03T08:07:02.000Z',
  event: '47',
};
const open: OpenReplay = {
  since: halted.since,
  file: planned!.firstFile!,
  files: 2,
  staged: 1,
  halted: null,
};

/** An `operate` that replays; `replays` are the states of the feed as they follow. */
function replaying(replays: (OpenReplay | null)[], plan = replay()): Operate {
  return (request) => {
    if (request.verb === 'replay') return ok({ ...plan, event: request.dryRun ? null : '45' });
    if (request.verb === 'events') {
      const done = { metadata: { replay: true }, replacesEvent: '42' };
      const others = [event(46, { eventType: 'file_start' }), event(49, { entityType: 'channel_nodes' })];
      return ok({ events: [...others, event(47, done), event(48, done)] });
    }
    const now = replays.length > 1 ? replays.shift() : replays[0];
    const feed = feedStatus('products', { live: 132, stateHash: '2'.repeat(64), replay: now ?? null });
    return ok(status({ units: [unitStatus('bak', { feeds: [feed] })] }));
  };
}

function changes(): unknown[] {
  return (stack?.requests ?? []).filter((request) => 'dryRun' in request && !request.dryRun);
}

describe('replay', () => {
  const words = ['replay', '--from', '42', '--reason', 'a bad export', '--yes'];

  test('shows what it would do, asks for exactly that, follows it, and tells what came of it', async () => {
    const ended = await run({ operate: replaying([open, null]) }, ...words, '--without', '43');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain(
      `A replay of bak from event 42 on (${planned!.firstFile})\n` +
        '  products: 2 files are staged again, from ecommerce_20260303080200.jsonl to\n',
    );
    expect(ended.stderr).toContain('Left out: bak/PRODUCT/2026/03/ecommerce_20260303080250.jsonl.');
    expect(ended.stderr).toContain('1,204 records folded again; last time its files took 1.50 s.');
    expect(changes()).toMatchObject([
      { verb: 'replay', unit: 'bak', from: '42', without: ['43'], reason: 'a bad export' },
    ]);
    expect(ended.stdout).toMatch(
      /^products\n {2}replayed in .* s, 2 files: 1,888 inserted, 24 updated, 482 unchanged, 6 deleted, 8 rejected\n/,
    );
    expect(ended.stdout).toContain('133 → 132 live records, state 111111111111 → 222222222222\n');
  });

  test('with --json tells the same to a script', async () => {
    const ended = await run({ operate: replaying([null]) }, ...words, '--json');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      unit: 'bak',
      event: '45',
      feeds: [{ feed: 'products', files: 2, inserted: 1888, before: { live: 133 }, after: { live: 132 } }],
    });
  });

  test('that a file stops is exit code 1, with what to do', async () => {
    const ended = await run({ operate: replaying([open, { ...open, halted }]) }, ...words);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(`halted, nothing has changed: ${halted.file}`);
    expect(ended.stdout).toContain('npx millrace resume 47 --bu bak --accept-deletes');
    expect(ended.stdout).toContain('Leave it out: npx millrace skip 47 --bu bak --reason WHY');
  });

  test('says beforehand that a halted file stands in its way', async () => {
    const ended = await run({ operate: replaying([null], replay({ halted })) }, ...words);
    expect(ended.stderr).toContain(
      'It stops at bak/PRODUCT/2026/03/ecommerce_20260303080300.jsonl, which is',
    );
  });

  test('does nothing without --yes where there is nobody to ask, nor in a dry run, which wants no reason', async () => {
    const asked = await run({ operate: replaying([null]) }, ...words.slice(0, -1));
    expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Say --yes') as string });
    expect(changes()).toEqual([]);
    await stack?.close();
    const dry = await run({ operate: replaying([null]) }, 'replay', '--from', '42', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dry.stdout).toContain('products: 2 files are staged again');
    expect(changes()).toEqual([]);
  });

  test.each([
    ['a start', ['replay', '--reason', 'x'], '--from'],
    ['a reason', ['replay', '--from', '42'], '--reason'],
  ])('wants %s before anything is asked', async (_, asked, option) => {
    const ended = await run({ operate: replaying([null]) }, ...asked);
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(option) as string });
    expect(stack?.requests).toEqual([]);
  });
});

describe('reconcile', () => {
  const found = { key: 'bak/PRODUCT/2026/03/ecommerce_20260303080200.jsonl', versionId: 'v7', sizeBytes: 9 };

  test('follows what it found until it is loaded', async () => {
    const asked: unknown[] = [];
    const reconcile = (request: unknown): Answer => {
      asked.push(request);
      return bucketReport({ unregistered: { count: 1, first: [found] } });
    };
    const ended = await run({ operate: () => ok(file()), reconcile }, 'reconcile');
    expect(ended.exitCode).toBe(0);
    expect(asked).toEqual([{ reconcile: { unit: 'bak', dryRun: false } }]);
    expect(stack?.requests).toEqual([{ verb: 'file', unit: 'bak', key: found.key, versionId: 'v7' }]);
    expect(ended.stdout).toContain(`${found.key}\n  applied in `);
    expect(ended.stdout).toContain(`  1 not in the ledger before; announced:\n    ${found.key}  v7\n`);
  });

  test('with a file that the bucket lacks is exit code 1 and names it', async () => {
    const gone = { key: 'bak/a.jsonl', versionId: 'v1', feed: 'products', inForce: true };
    const report = bucketReport({ missing: { count: 30, first: Array.from({ length: 30 }, () => gone) } });
    const ended = await run({ reconcile: () => report }, 'reconcile');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(
      '  30 in the ledger and not in the bucket:\n    bak/a.jsonl  v1  in force\n',
    );
    expect(ended.stdout).toContain('    … and 10 more\n');
  });

  test('of a bucket that agrees says so, and keys of nobody are no failure', async () => {
    const ended = await run({ reconcile: () => bucketReport() }, 'reconcile');
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: '7 versions in the bucket for bak\n  The bucket and the ledger agree.\n',
    });
    await stack?.close();
    const stray = { key: 'bk/x.jsonl', versionId: 'v1', sizeBytes: 1 };
    const report = bucketReport({ unrouted: { count: 1, first: [stray] } });
    const strayed = await run({ reconcile: () => report }, 'reconcile', '--json');
    expect(strayed.exitCode).toBe(0);
    expect(JSON.parse(strayed.stdout)).toEqual({ ...report, loaded: [] });
  });

  test('of which a found file halts is exit code 1', async () => {
    const report = bucketReport({ unregistered: { count: 1, first: [found] } });
    const operate: Operate = () => ok(file({ state: 'halted', reason: 'bad lines' }));
    const ended = await run({ operate, reconcile: () => report }, 'reconcile');
    expect(ended.exitCode).toBe(1);
  });

  test('in a dry run loads nothing', async () => {
    const report = bucketReport({ unregistered: { count: 1, first: [found] } });
    const ended = await run({ reconcile: () => report }, 'reconcile', '--dry-run');
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toContain('1 not in the ledger:');
    expect(stack?.requests).toEqual([]);
  });
});

describe('verify', () => {
  test('exits 0 when every feed agrees with its history, and the ledger with the bucket', async () => {
    const asked: unknown[] = [];
    const operate: Operate = (request) => ok(verified({ feed: 'feed' in request ? request.feed : '' }));
    const reconcile = (request: unknown): Answer => (asked.push(request), bucketReport());
    const ended = await run({ operate, reconcile }, 'verify');
    expect(ended.exitCode).toBe(0);
    expect(stack?.requests.map((request) => 'feed' in request && request.feed)).toEqual([
      'products',
      'channel_nodes',
      'attribute_file',
    ]);
    expect(asked).toEqual([{ reconcile: { unit: 'bak', dryRun: true } }]);
    expect(ended.stdout).toContain('products: agrees with its history, 140 records of 3 files, 0.50 s\n');
    expect(ended.stdout).toContain('The bucket and the ledger agree.');
  });

  test('exits 1 when records differ, and shows in what', async () => {
    const differences = [
      {
        id: '7\u001b',
        disagreements: [
          { what: 'data' as const, kept: '{"a": 1}', folded: '{"a": 2}' },
          { what: 'line' as const, kept: null, folded: '3' },
        ],
      },
    ];
    const folded = { live: 134, stateHash: '3'.repeat(64) };
    const operate: Operate = () => ok(verified({ different: 2, differences, folded }));
    const ended = await run({ operate, reconcile: () => bucketReport() }, 'verify', '--feed', 'products');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(
      'products: differs from its history, 140 records of 3 files, 0.50 s\n' +
        '  live records: kept 133, folded 134\n' +
        `  state hash: kept ${'1'.repeat(64)}, folded ${'3'.repeat(64)}\n` +
        '  2 records differ:\n' +
        '    7\\x1b  data\n      kept    {"a": 1}\n      folded  {"a": 2}\n' +
        '    7\\x1b  line\n      kept    (none)\n      folded  3\n' +
        '    … and 1 more\n',
    );
  });

  test.each([
    [
      'only the kept hash differs',
      verified({ kept: { live: 133, stateHash: '9'.repeat(64) } }),
      bucketReport(),
    ],
    [
      'the bucket lacks a file',
      verified(),
      bucketReport({
        missing: { count: 1, first: [{ key: 'k', versionId: 'v', feed: 'products', inForce: false }] },
      }),
    ],
    [
      'the ledger lacks one',
      verified(),
      bucketReport({ unregistered: { count: 1, first: [{ key: 'k', versionId: 'v', sizeBytes: 1 }] } }),
    ],
  ])('exits 1 when %s', async (_, feed, report) => {
    const ended = await run({ operate: () => ok(feed), reconcile: () => report }, 'verify', '--json');
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ bucket: report });
  });
});
