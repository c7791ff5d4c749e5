import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesize } from '../../../local/synthesize.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

const countingApp = `import { appendFileSync, copyFileSync } from 'node:fs';
  appendFileSync('runs', 'x');
  copyFileSync('layers/input', process.env.CDK_OUTDIR + '/output');`;

/** A project whose app counts how often it ran. */
async function makeProject(app: string) {
  const projectDir = await makeTemporaryDir();
  const stateDir = join(projectDir, '.local');
  for (const folder of ['infra', 'layers', '.local']) await mkdir(join(projectDir, folder));
  await writeFile(join(projectDir, 'infra', 'app.ts'), app);
  const input = (text: string) => writeFile(join(projectDir, 'layers', 'input'), text);
  await input('first');
  const runs = async () => (await readFile(join(projectDir, 'runs'), 'utf8')).length;
  const run = (stage = 'dev') => synthesize(projectDir, stateDir, stage, () => undefined);
  return { run, input, runs };
}

test('an app is synthesized again only when something that it reads has changed', async () => {
  const project = await makeProject(countingApp);
  const output = async () => readFile(join(await project.run(), 'output'), 'utf8');
  expect(await output()).toBe('first');
  expect(await output()).toBe('first');
  expect(await project.runs()).toBe(1);
  await project.input('second');
  expect(await output()).toBe('second');
  expect(await project.runs()).toBe(2);
});

test('another stage is another assembly, and the app is told which', async () => {
  const project = await makeProject(`import { writeFileSync } from 'node:fs';
    writeFileSync(process.env.CDK_OUTDIR + '/output', process.env.MILLRACE_STAGE);`);
  for (const stage of ['dev', 'prod', 'dev'])
    expect(await readFile(join(await project.run(stage), 'output'), 'utf8')).toBe(stage);
});

test('an app that fails says why, and is tried again the next time', async () => {
  const project = await makeProject(`throw new Error('no such stage');`);
  await expect(project.run()).rejects.toThrow('no such stage');
  await expect(project.run()).rejects.toThrow('no such stage');
});
