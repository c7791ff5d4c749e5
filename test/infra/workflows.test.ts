import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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

test('the assembly travels as one file, so that names with a dot are in it', () => {
  expect(release).toContain('path: cdk.out.tar.gz');
});

test('GitHub keeps no secret: each stage has a role of its own that trusts GitHub’s tokens', () => {
  expect(`${release}${deployment}`).not.toMatch(/secrets[.:]|aws-access-key/);
  expect(deployment).toContain('environment: ${{ inputs.stage }}');
  expect(deployment).toContain('role-to-assume: ${{ vars.DEPLOY_ROLE_ARN }}');
});
