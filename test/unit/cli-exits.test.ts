import { afterEach, describe, expect, test } from 'vitest';
import { confirm } from '../../cli/confirm.ts';
import type { Input, Output, Session } from '../../cli/session.ts';
import { event, feedStatus, file, ok, standing, status, unitStatus } from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import { startStackDouble, type Operate, type StackDouble } from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const { file: key } = standing();

/** An `operate` that does what it is asked, and the file's states as they follow. */
function obliging(states = [file({ state: 'pending', event: null }), file()], stands = standing()): Operate {
  return (request) => {
    if (request.verb === 'file') return ok(states.length > 1 ? states.shift() : states[0]);
    if (request.verb === 'status') return ok(statusWith([halted(key, '42')]));
    const written = 'dryRun' in request && request.dryRun ? null : '43';
    return ok({ standing: stands, takesOut: null, event: written });
  };
}

async function run(operate: Operate, ...words: string[]): Promise<Ended> {
  stack = await startStackDouble({ operate });
  return runMillrace([...words, '--endpoints', stack.endpointsFile]);
}

/** Requests that change something. */
function changes(): unknown[] {
  return (stack?.requests ?? []).filter((request) => 'dryRun' in request && !request.dryRun);
}

describe('resume', () => {
  test('shows what it would do, does it to the version that it showed, and follows the file', async () => {
    const ended = await run(obliging(), 'resume', key, '--bu', 'bak', '--accept-deletes', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toBe(
      `${key}\n  halted 2026-03-03 08:07:02 UTC, deletion-guard: It would delete 60 of the 100 live records of its\n` +
        '  feed; the guard allows 20 %.\n' +
        '  It is tried again, and may delete what it says: 60 of 100 live records.\n  2 files wait behind it.\n',
    );
    expect(changes()).toMatchObject([{ verb: 'resume', unit: 'bak', file: '42', acceptDeletes: true }]);
    expect(changes()).toMatchObject([{ by: expect.stringMatching(/./) as string }]);
    expect(stack?.requests.at(-1)).toEqual({ verb: 'file', unit: 'bak', key, versionId: 'v1' });
    expect(ended.stdout).toContain('applied in ');
  });

  test('without --accept-deletes says that the guard will look again', async () => {
    const ended = await run(obliging(), 'resume', key, '--bu', 'bak', '--yes');
    expect(ended.stderr).toContain('--accept-deletes lets it');
  });

  test('does nothing without --yes where there is nobody to ask', async () => {
    const ended = await run(obliging(), 'resume', key, '--bu', 'bak');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('Say --yes');
    expect(changes()).toEqual([]);
  });

  test('without a file takes the only halted one of the unit', async () => {
    const ended = await run(obliging(), 'resume', '--bu', 'bak', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(changes()).toMatchObject([{ file: '42' }]);
  });

  test('without a file lists the halted ones when there are several', async () => {
    const operate: Operate = () =>
      ok(statusWith([halted('bak/one.jsonl', '7'), halted('bak/two.jsonl', '9')]));
    const ended = await run(operate, 'resume', '--bu', 'bak', '--yes');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('  7  bak/one.jsonl  late-file\n  9  bak/two.jsonl  late-file\n');
    expect(changes()).toEqual([]);
  });

  test('without a file finds the full run whose deletes are withheld, if they are to be accepted', async () => {
    const alert = {
      raisedAt: '2026-03-03T08:00:00.000Z',
      kind: 'withheld-deletes',
      severity: 'warning' as const,
      subject: key,
      code: 'unreadable-ids',
      message: 'held back',
    };
    const withheld = standing({
      state: 'applied',
      halt: null,
      withheld: { message: 'held back', absent: 3, event: '41' },
    });
    const closed = file({ event: event(44, { eventType: 'full_closed', deleted: 3 }) });
    const operate: Operate = (request) =>
      request.verb === 'status'
        ? ok(status({ units: [unitStatus('bak', { alerts: [alert] })] }))
        : obliging([closed], withheld)(request);
    const ended = await run(operate, 'resume', '--bu', 'bak', '--accept-deletes', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('Its full run is closed: 3 records that it does not have are deleted.');
    expect(ended.stdout).toMatch(/full run closed in .*: 3 records deleted/);
    const plain = await runMillrace(['resume', '--bu', 'bak', '--yes', '--endpoints', stack!.endpointsFile]);
    expect(plain).toMatchObject({ exitCode: 1, stderr: 'millrace: No file of bak is halted.\n' });
  });

  test('of a late file puts it in its place', async () => {
    const halt = {
      ...standing().halt!,
      code: 'late-file',
      message: 'Later files are in force.',
      guard: null,
    };
    const stands = standing({ halt, laterInForce: 3 });
    const ended = await run(obliging(undefined, stands), 'resume', key, '--bu', 'bak', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('It is put in its place, before the files that are in force.');
  });

  test('of a file that stops a replay says that what was in force still is, if it halts again', async () => {
    const states = [file({ state: 'halted', inForce: true, reason: 'It would delete too much.' })];
    const ended = await run(
      obliging(states, standing({ inForce: true })),
      'resume',
      key,
      '--bu',
      'bak',
      '--yes',
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('The deletion guard looks at it again');
    expect(ended.stdout).toContain('halted; what was in force of it still is');
  });

  test('of a file that halts again is exit code 1 with the reason', async () => {
    const states = [file({ state: 'halted', reason: 'It would delete 60 of the 100 live records.' })];
    const ended = await run(obliging(states), 'resume', key, '--bu', 'bak', '--yes', '--json');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout)).toMatchObject({ key, state: 'halted' });
  });

  test('what operate refuses is passed on', async () => {
    const refusal = { class: 'InvalidInput', code: 'not-halted', message: `${key} is applied, not halted.` };
    const ended = await run(() => ({ ok: false, error: refusal }), 'resume', key, '--bu', 'bak', '--yes');
    expect(ended).toMatchObject({ exitCode: 1, stdout: '', stderr: `millrace: ${refusal.message}\n` });
  });
});

describe('skip', () => {
  test('leaves a file out with its reason, and says how to take it back', async () => {
    const ended = await run(obliging(), 'skip', key, '--bu', 'bak', '--reason', 'sent again later', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('2 files behind it can go on.');
    expect(changes()).toMatchObject([{ verb: 'skip', file: '42', reason: 'sent again later' }]);
    expect(ended.stdout).toBe(`${key}\n  left out\n  Take it back: npx millrace skip 43 --bu bak --undo\n`);
  });

  test('of a file in force shows what that deletes, and follows it until it is taken out', async () => {
    const stands = standing({
      state: 'applied',
      halt: null,
      inForce: true,
      laterInForce: 1,
      laterPending: 0,
    });
    const states = [file({ state: 'leaving', inForce: true }), file({ state: 'skipped' })];
    const operate: Operate = (request) =>
      request.verb === 'skip' && request.dryRun
        ? ok({ standing: stands, takesOut: { deleted: 1, updated: 2, inserted: 0 }, event: null })
        : obliging(states, stands)(request);
    const ended = await run(operate, 'skip', key, '--bu', 'bak', '--reason', 'a bad export', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('It is in force, and so is 1 later file.');
    expect(ended.stderr).toContain('1 record is deleted, 2 records are changed.');
    expect(ended.stdout).toContain('left out, and taken out of the state');
    expect(stack?.requests.filter(({ verb }) => verb === 'file')).toHaveLength(2);
  });

  test('of a file in force that a stopped replay keeps from being taken out is exit code 1', async () => {
    const stands = standing({ state: 'applied', halt: null, inForce: true });
    const halt = halted('bak/other.jsonl', '9');
    const replayed = { since: halt.since, file: key, files: 2, staged: 0, halted: halt };
    const operate: Operate = (request) =>
      request.verb === 'status'
        ? ok(
            status({
              units: [
                unitStatus('bak', { feeds: [feedStatus('products', { halted: halt, replay: replayed })] }),
              ],
            }),
          )
        : obliging([file({ state: 'leaving', inForce: true })], stands)(request);
    const ended = await run(operate, 'skip', key, '--bu', 'bak', '--reason', 'a bad export', '--yes');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain('left out, but still in force: a replay that stopped comes first');
  });

  test('wants a reason', async () => {
    const ended = await run(obliging(), 'skip', key, '--bu', 'bak', '--yes');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('--reason');
    expect(stack?.requests).toEqual([]);
  });

  test('--undo says beforehand where the file comes back, and follows it', async () => {
    const skipped = { by: 'ann', reason: 'a mistake', event: '40' };
    const stands = standing({ state: 'skipped', halt: null, skipped, laterInForce: 1 });
    const states = [file({ state: 'halted', event: event(44, { metadata: { code: 'too-many-rejects' } }) })];
    const ended = await run(obliging(states, stands), 'skip', key, '--bu', 'bak', '--undo', '--yes');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('left out by ann: a mistake');
    expect(ended.stderr).toContain(
      '1 later file of its feed is in force already: it comes back at its place',
    );
    expect(changes()).toMatchObject([{ verb: 'unskip', file: '42' }]);
    expect(ended.stdout).toContain('npx millrace skip 44 --bu bak --reason WHY');
  });
});

describe('a question', () => {
  test.each(['y', 'Y', 'yes', ' yes '])('is answered by %j', async (answer) => {
    const { session, written } = sessionOf(answer);
    await confirm(session, onThisMachine, { plan: 'the plan\n', question: 'Do it?' }, {});
    expect(written()).toBe('the plan\nDo it? [y/N] ');
  });

  test.each(['', 'n', 'yesterday', null])('is not answered by %j', async (answer) => {
    const { session } = sessionOf(answer);
    const asked = confirm(session, onThisMachine, { plan: '', question: 'Do it?' }, {});
    await expect(asked).rejects.toMatchObject({ code: 'not-confirmed', exitCode: 1 });
  });
});

const onThisMachine = { findPlace: async () => null };

function sessionOf(answer: string | null): { session: Session; written: () => string } {
  let text = '';
  const output: Output = {
    write: (part) => void (text += part),
    isTerminal: true,
    colours: false,
    columns: 80,
    rows: 24,
  };
  const input: Input = { isTerminal: true, readLine: async () => answer };
  const session: Session = {
    out: output,
    err: output,
    in: input,
    user: 'ann',
    env: {},
    cwd: '/',
    projectRoot: '/',
    now: () => new Date(0),
  };
  return { session, written: () => text };
}

function halted(haltedFile: string, id: string) {
  return {
    file: haltedFile,
    code: 'late-file',
    message: 'late',
    since: '2026-03-03T08:00:00.000Z',
    event: id,
  };
}

function statusWith(halts: ReturnType<typeof halted>[]) {
  const feeds = halts.map((halt, index) => feedStatus(`feed_${index}`, { halted: halt }));
  return status({ units: [unitStatus('bak', { feeds })], stuck: true });
}
