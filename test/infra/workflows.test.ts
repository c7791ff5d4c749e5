import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, CfnWaitConditionHandle, Stack, Stage } from 'aws-cdk-lib';
import { expect, onTestFinished, test } from 'vitest';
import { stages } from '../../infra/stages.ts';

/** Without its comments. */
const read = (name: string) =>
  readFileSync(new URL(`../../.github/workflows/${name}`, import.meta.url), 'utf8').replaceAll(
    /^ *#.*\n/gm,
    '',
  );
const release = read('deploy.yml');
const deployment = read('deploy-stage.yml');

test('a release deploys every stage, each after the one before it', () => {
  const jobs = [...release.matchAll(/^ {2}(\w+):\n {4}needs: (\w+)$/gm)].map(([, job, needs]) => [
    job,
    needs,
  ]);
  const names = stages.map(({ name }) => name);
  expect(jobs).toEqual(names.map((name, index) => [name, names[index - 1] ?? 'release']));
});

test('what is deployed is what was tested: it is synthesized once, behind the tests, and nowhere else', () => {
  expect(release).toMatch(/- run: \.ci\/run\n/);
  expect(readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8')).toMatch(
    /npm test[^]*npm run synth/,
  );
  expect(deployment).not.toMatch(/synth|infra\//);
  expect(deployment).toContain('npx cdk deploy --app cdk.out "$STAGE/*"');
});

test('two releases never deploy one stage at once, and what waits for one stage holds up no other', () => {
  expect(release).not.toMatch(/^concurrency:/m);
  expect(deployment).toContain(
    '    concurrency:\n      group: deploy-${{ inputs.stage }}\n      cancel-in-progress: false\n',
  );
});

test('the assembly travels as one file, so that names with a dot are in it', () => {
  expect(release).toContain('path: cdk.out.tar.gz');
});

test('GitHub keeps no secret: each stage has a role of its own that trusts GitHub’s tokens', () => {
  expect(`${release}${deployment}`).not.toMatch(/secrets[.:]|aws-access-key/);
  expect(deployment).toContain('environment: ${{ inputs.stage }}');
  expect(deployment).toContain('role-to-assume: ${{ vars.DEPLOY_ROLE_ARN }}');
});

test('before a stage is deployed, what would be left behind there is looked for', () => {
  expect(deployment).toMatch(
    /configure-aws-credentials[^]*- run: \.ci\/refuse-left-stacks\n[^]*npx cdk deploy/,
  );
});

test('a deployment goes on when every stack of the stage is part of the release', () => {
  const { status, asked } = refuseLeftStacks(['observe', 'ingest-bak'], ['observe', 'ingest-bak', 'operate']);
  expect(status).toBe(0);
  expect(asked).toMatch(/^cloudformation list-stacks .*starts_with\(StackName, 'millrace-dev-'\)/);
});

test('a deployment is refused while a stack runs that the release no longer has', () => {
  const { status, said } = refuseLeftStacks(
    ['observe', 'ingest-bak', 'ingest-gem'],
    ['observe', 'ingest-bak'],
  );
  expect(status).toBe(1);
  expect(said).toContain('it still runs: millrace-dev-ingest-gem\n');
  expect(said).not.toContain('millrace-dev-ingest-bak');
  const heading = /docs\/operations\.md, "([^"]+)"/.exec(said)?.[1];
  expect(readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')).toContain(
    `# ${heading}\n`,
  );
});

test('a deployment is refused when AWS does not say what runs', () => {
  expect(refuseLeftStacks(null, ['observe']).status).not.toBe(0);
});

/** Runs what the workflow runs, over stacks that AWS lists (null: it refuses) and those of an assembly. */
function refuseLeftStacks(deployed: string[] | null, assembled: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-left-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const fullName = (name: string) => `millrace-dev-${name}`;
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const stage = new Stage(app, 'dev');
  for (const name of assembled) addStack(stage, name, fullName(name));
  app.synth();
  const answer = deployed === null ? 'exit 254' : `printf '%s\\n' ${deployed.map(fullName).join(' ')}`;
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\necho "$*" > asked\n${answer}\n`, { mode: 0o755 });
  const script = fileURLToPath(new URL('../../.ci/refuse-left-stacks', import.meta.url));
  const path = `${folder}${delimiter}${process.env['PATH']}`;
  const { status, stdout } = spawnSync(script, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, STAGE: 'dev', PATH: path },
  });
  return { status, said: stdout, asked: readFileSync(join(folder, 'asked'), 'utf8') };
}

/** CloudFormation takes no stack without a resource. */
function addStack(stage: Stage, name: string, stackName: string): CfnWaitConditionHandle {
  return new CfnWaitConditionHandle(new Stack(stage, name, { stackName }), 'something');
}
