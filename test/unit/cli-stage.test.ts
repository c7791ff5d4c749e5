import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { confirm, confirmWhereItCounts } from '../../cli/confirm.ts';
import type { Place } from '../../cli/place.ts';
import type { Input, Output, Session } from '../../cli/session.ts';
import { file, ok, standing, status } from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import {
  FunctionFailure,
  Refusal,
  startStackDouble,
  type Answer,
  type StackDouble,
} from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const name = 'ecommerce_629037_20260303080700_001.jsonl';
const key = `bak/PRODUCT/2026/03/${name}`;
const { file: halting } = standing();
const where = 'test in 123456789012 eu-west-1\n';

const described = ok({
  account: '123456789012',
  region: 'eu-west-1',
  landingBucket: 'millrace-test-landing-123456789012',
  queues: {},
  units: [{ name: 'bak', title: 'Baker', feeds: ['products'] }],
});

/** A stage that says where it is, and else does what it is told. */
const obliging = (request: { verb: string; dryRun?: boolean }): Answer => {
  if (request.verb === 'describe') return described;
  if (request.verb === 'status') return ok(status());
  if (request.verb === 'file') return ok(file());
  return ok({ standing: standing(), takesOut: null, event: request.dryRun ? null : '43' });
};

async function startStage(
  functions: Parameters<typeof startStackDouble>[0] = { operate: obliging },
): Promise<StackDouble> {
  stack = await startStackDouble(functions);
  writeFileSync(join(stack.folder, name), '{"EntityId":1}\n');
  return stack;
}

/** Runs a verb against the double as the stage `test`, with nothing but names, region and credentials. */
async function runOnStage(words: string[], change = (env: Record<string, string>) => env): Promise<Ended> {
  const { aws, folder } = stack ?? (await startStage());
  return runMillrace([...words, '--stage', 'test'], { cwd: folder, env: change(aws) });
}

function without(gone: string): (env: Record<string, string>) => Record<string, string> {
  return (env) => Object.fromEntries(Object.entries(env).filter(([variable]) => variable !== gone));
}

describe('which stack is meant', () => {
  test('--stage names a stage on AWS, whatever runs on this machine', async () => {
    const { aws, folder } = await startStage();
    mkdirSync(join(folder, '.local'));
    writeFileSync(join(folder, '.local', 'endpoints.json'), '{}');
    const ended = await runMillrace(['status', '--stage', 'test'], { cwd: folder, env: aws });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('Nothing is stuck.');
  });

  test('MILLRACE_STAGE does it for every command of a shell', async () => {
    const { aws } = await startStage();
    const ended = await runMillrace(['status'], { env: { ...aws, MILLRACE_STAGE: 'test' } });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('what the command itself says counts before the environment', async () => {
    const { aws, endpointsFile } = await startStage();
    const byFile = ['status', '--endpoints', endpointsFile];
    expect(await runMillrace(byFile, { env: { MILLRACE_STAGE: 'nowhere' } })).toMatchObject({ exitCode: 0 });
    const env = { ...aws, MILLRACE_ENDPOINTS: 'nowhere.json' };
    expect(await runMillrace(['status', '--stage', 'test'], { env })).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['by two options', ['--stage', 'prod', '--endpoints', 'x.json'], {}, '--stage and --endpoints name two'],
    ['by two variables', [], { MILLRACE_STAGE: 'prod', MILLRACE_ENDPOINTS: 'x.json' }, 'are both set'],
    ['by a name that no stage has', ['--stage', 'Prod/1'], {}, 'No stage can be called "Prod/1".'],
  ])('is refused where it is named %s', async (_how, words, env: Record<string, string>, message) => {
    const ended = await runMillrace(['status', ...words], { env });
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('what keeps a stage from being reached', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:millrace-test-operate';
  const denied = `User: arn:aws:iam::123456789012:user/ann is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`;

  test.each<[string, Answer, string]>([
    [
      'a stage that there is not, or not here',
      new Refusal(404, 'ResourceNotFoundException', `Function not found: ${arn}`),
      'millrace: There is no stage "test" in eu-west-1, in the account of your credentials.\n' +
        'Look at its name, at AWS_REGION and at AWS_PROFILE; `aws sts get-caller-identity` says which account it is.\n',
    ],
    [
      'a missing permission',
      new Refusal(403, 'AccessDeniedException', denied),
      `millrace: You may not invoke millrace-test-operate: ${denied}\n` +
        'docs/operations.md has the policy that it takes: "The command line and a deployed stage".\n',
    ],
    [
      'a sign-in that is over',
      new Refusal(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
      'millrace: You are not signed in to AWS any more: The security token included in the request is expired\n' +
        'Sign in with `aws sso login`, and say AWS_PROFILE=NAME where it is not the default profile.\n',
    ],
    [
      'credentials that AWS does not know',
      new Refusal(
        403,
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ),
      'millrace: AWS does not accept these credentials: The security token included in the request is invalid.\n' +
        'Keys in the environment (AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN) count before AWS_PROFILE: are they old ones?\n',
    ],
    [
      'a function that fails',
      new FunctionFailure('the database is asleep'),
      'millrace: millrace-test-operate failed: the database is asleep\n' +
        'Read what it logged: `aws logs tail /aws/lambda/millrace-test-operate --since 10m`.\n',
    ],
    [
      'an answer of another version',
      ok({ unitz: [] }),
      'millrace: The stack answered in a way that this command line does not understand.\n' +
        'Is what is deployed to test of the same version as this command line?\n',
    ],
  ])('%s is told with what to do', async (_what, answer, stderr) => {
    await startStage({ operate: () => answer });
    expect(await runOnStage(['status'])).toEqual({ exitCode: 1, stdout: '', stderr });
  });

  test.each([
    [
      'no region',
      without('AWS_REGION'),
      'millrace: It is not said which AWS region: Region is missing\n' +
        'Say it with AWS_REGION=us-east-1, or with AWS_PROFILE=NAME where the profile has one.\n',
    ],
    [
      'no credentials',
      without('AWS_ACCESS_KEY_ID'),
      'millrace: There are no AWS credentials to sign with: Could not load credentials from any providers\n' +
        'Sign in with `aws sso login`, and say AWS_PROFILE=NAME where it is not the default profile.\n',
    ],
    [
      'nobody at the address',
      (env: Record<string, string>) => ({ ...env, AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' }),
      'millrace: millrace-test-operate does not answer: connect ECONNREFUSED 127.0.0.1:1\n' +
        'Look at the network, and at AWS_REGION: is there such a region?\n',
    ],
  ])('%s is told with what to do', async (_what, change, stderr) => {
    expect(await runOnStage(['status'], change)).toEqual({ exitCode: 1, stdout: '', stderr });
  });

  test('a profile whose sign-in in the browser is over is told how to sign in again', async () => {
    const { folder } = await startStage();
    const config = join(folder, 'config');
    const account = 'sso_account_id = 123456789012\nsso_role_name = Operator\nregion = eu-west-1\n';
    const session = '[sso-session us]\nsso_region = us-east-1\nsso_start_url = https://us.example/start\n';
    writeFileSync(config, `[profile work]\nsso_session = us\n${account}${session}`);
    const env = { AWS_CONFIG_FILE: config, AWS_PROFILE: 'work', HOME: folder };
    const ended = await runOnStage(['status'], () => env);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^millrace: You are not signed in to AWS any more: .+\nSign in with `aws sso/,
    );
  });

  test('with --json the error is JSON, with its code', async () => {
    await startStage({ operate: () => new Refusal(404, 'ResourceNotFoundException', 'Function not found') });
    const { stderr } = await runOnStage(['status', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'no-such-stage' } });
  });

  test('a bucket that may not be written to is told by its name', async () => {
    const bucket = new Refusal(403, 'AccessDenied', 'Access Denied');
    await startStage({ operate: obliging, bucket });
    const ended = await runOnStage(['load', name, '--bu', 'bak', '--yes']);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain(
      `millrace: You may not write ${key} to millrace-test-landing-123456789012: Access Denied\ndocs/operations.md`,
    );
  });
});

describe('a verb that changes something', () => {
  test.each([
    ['load', ['load', name, '--bu', 'bak'], `${where}1 file for bak\n  ${key}\n`],
    ['resume', ['resume', halting, '--bu', 'bak'], `${where}${halting}\n`],
    ['skip', ['skip', halting, '--bu', 'bak', '--reason', 'sent again'], `${where}${halting}\n`],
    ['reconcile', ['reconcile', '--bu', 'bak'], `${where}bak: every version in the bucket`],
    ['export run', ['export', 'run', '--bu', 'bak'], `${where}bak: all CSVs are written and published.\n`],
    ['migrate', ['migrate'], `${where}What the catalog names`],
  ])('%s shows where, and does nothing in a script that does not say --yes', async (_, words, shown) => {
    const ended = await runOnStage(words);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr.startsWith(shown)).toBe(true);
    expect(ended.stderr).toContain('Say --yes to do it without asking.');
    expect(stack?.objects.size).toBe(0);
    expect(stack?.requests.filter((request) => 'dryRun' in request && !request.dryRun)).toEqual([]);
  });

  test('does it with --yes, in the buckets that the stage has', async () => {
    const ended = await runOnStage(['load', name, '--bu', 'bak', '--yes']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: `${where}1 file for bak\n  ${key}\n` });
    expect([...(stack?.objects.keys() ?? [])]).toEqual([key]);
  });

  test('asks where it is only once', async () => {
    await runOnStage(['load', name, '--bu', 'bak', '--yes']);
    expect(stack?.requests.map(({ verb }) => verb)).toEqual(['describe', 'file']);
  });

  test('writes nothing but its result with --yes and --json', async () => {
    const ended = await runOnStage(['load', name, '--bu', 'bak', '--yes', '--json']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({ key, state: 'applied' });
  });

  test('a folder is asked about once, by its first and its last file', async () => {
    const { folder } = await startStage();
    for (const day of ['04', '05', '06'])
      writeFileSync(join(folder, `ecommerce_202603${day}000000.jsonl`), '{"EntityId":1}\n');
    const { stderr } = await runOnStage(['load', '.', '--bu', 'bak']);
    const last = 'bak/PRODUCT/2026/03/ecommerce_20260306000000.jsonl';
    expect(stderr).toContain(`${where}4 files for bak\n  ${key}\n  …\n  ${last}\n`);
  });

  test('a file for a unit that is not live there is dropped nowhere', async () => {
    const gem = `gem/PRODUCT/2026/03/${name}`;
    const ended = await runOnStage(['load', name, '--bu', 'gem', '--as', gem, '--yes']);
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr: 'millrace: gem is not live in test in 123456789012 eu-west-1. Live: bak.\n',
    });
    expect(stack?.objects.size).toBe(0);
  });

  test('a unit that is not live there has nothing to reconcile', async () => {
    const ended = await runOnStage(['reconcile', '--bu', 'gem', '--dry-run']);
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr: 'millrace: gem is not live in test in 123456789012 eu-west-1. Live: bak.\n',
    });
  });

  test('a function that the stage does not have is not taken for a missing stage', async () => {
    const ended = await runOnStage(['migrate', '--yes']);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain(
      'There is no function "millrace-test-migrate-database".\nIs the unit live',
    );
  });
});

describe('a verb that only looks', () => {
  test('asks for nothing but what it shows', async () => {
    expect(await runOnStage(['status'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stack?.requests).toEqual([{ verb: 'status' }]);
  });

  test('token says who makes tokens for the stage', async () => {
    const ended = await runOnStage(['token', '--scopes', 'read']);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('Millrace makes no tokens for test');
    expect(ended.stderr).toContain('`api.issuer` of test in infra/stages.ts');
  });

  test('logs says where they are', async () => {
    const ended = await runOnStage(['logs', 'load-files-bak']);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('`aws logs tail /aws/lambda/millrace-test-load-files-bak --follow`');
  });
});

describe('advice', () => {
  const halted = file({ state: 'halted', reason: 'npx millrace is no advice here.' });

  test('names the stage that was named, so that it can be followed as it stands', async () => {
    await startStage({ operate: (request) => (request.verb === 'file' ? ok(halted) : obliging(request)) });
    const { stdout } = await runOnStage(['skip', key, '--bu', 'bak', '--reason', 'sent again', '--yes']);
    expect(stdout).toContain('Take it back: npx millrace --stage test skip 43 --bu bak --undo\n');
  });

  test('leaves results in JSON as they are', async () => {
    await startStage({ operate: (request) => (request.verb === 'file' ? ok(halted) : obliging(request)) });
    const { stdout } = await runOnStage(['load', name, '--bu', 'bak', '--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'npx millrace is no advice here.' });
  });
});

describe('a question', () => {
  const proposal = { plan: 'the plan\n', question: 'Do it?' };
  const placed = (place: Partial<Place> | null) => ({ findPlace: async () => place as Place | null });
  const prod = placed({ stage: 'prod', account: '123456789012', region: 'us-east-1' });
  const dev = placed({ stage: 'dev', account: '123456789012', region: 'us-east-1' });

  test('says first where it would be done', async () => {
    const { session, written } = sessionOf('y');
    await confirm(session, prod, proposal, {});
    expect(written()).toBe('prod in 123456789012 us-east-1\nthe plan\nDo it? [y/N] ');
  });

  test('that nobody asks on this machine is asked in prod', async () => {
    const { session, written } = sessionOf('n');
    await confirmWhereItCounts(session, placed(null), proposal, {});
    expect(written()).toBe('');
    await expect(confirmWhereItCounts(session, prod, proposal, {})).rejects.toMatchObject({
      code: 'not-confirmed',
    });
  });

  test('that nobody asks on this machine is not asked in dev, of which only the place is shown', async () => {
    const { session, written } = sessionOf('n');
    await confirmWhereItCounts(session, dev, proposal, {});
    expect(written()).toBe('dev in 123456789012 us-east-1\n');
  });
});

function sessionOf(answer: string): { session: Session; written: () => string } {
  let text = '';
  const write = (part: string): void => void (text += part);
  const output: Output = { write, isTerminal: true, colours: false, columns: 80, rows: 24 };
  const input: Input = { isTerminal: true, readLine: async () => answer };
  const world = { user: 'ann', env: {}, cwd: '/', projectRoot: '/', now: () => new Date(0) };
  return { session: { out: output, err: output, in: input, ...world }, written: () => text };
}
