import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Everything that can change what is synthesized. */
const inputs = [
  ...['infra/**/*', 'lambdas/**/*', 'layers/**/*', 'migrations/**/*', 'docs/generated/**/*'],
  ...['cdk.json', 'tsconfig.json', 'package.json', 'package-lock.json'],
];
const hashFile = 'inputs.sha256';

/**
 * Synthesizes one stage of a project's CDK app, unless nothing changed since the last time.
 * @returns the folder of the cloud assembly
 * @throws Error with what the app wrote when it fails
 */
export async function synthesize(
  projectDir: string,
  stateDir: string,
  stage: string,
  log: (line: string) => void,
): Promise<string> {
  const assemblyDir = join(stateDir, 'assembly');
  const hash = await hashInputs(projectDir, stage);
  const synthesizedFrom = await readFile(join(assemblyDir, hashFile), 'utf8').catch(() => null);
  if (synthesizedFrom === hash) return assemblyDir;

  log('Synthesizing the stacks…');
  const partial = `${assemblyDir}.incomplete`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await runApp(projectDir, partial, stage);
  await writeFile(join(partial, hashFile), hash);
  await rm(assemblyDir, { recursive: true, force: true });
  await rename(partial, assemblyDir);
  return assemblyDir;
}

async function runApp(projectDir: string, outputDir: string, stage: string): Promise<void> {
  const env = { ...process.env, CDK_OUTDIR: outputDir, MILLRACE_STAGE: stage };
  const app = ['infra/app.ts'];
  await run(process.execPath, app, { cwd: projectDir, env }).catch(
    (cause: { stderr?: string; message: string }) => {
      throw new Error(`The stacks could not be synthesized:\n${cause.stderr?.trim() || cause.message}`, {
        cause,
      });
    },
  );
}

async function hashInputs(projectDir: string, stage: string): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(inputs, { cwd: projectDir, withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256').update(process.version).update(stage);
  for (const path of paths.toSorted()) hash.update(`\0${path}\0`).update(await readFile(path));
  return hash.digest('hex');
}
