import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionSettings } from '../../../local/functions/function-settings.ts';
import { startFunctions } from '../../../local/functions/start-functions.ts';
import type { Functions } from '../../../local/functions/start-functions.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

export type Toy = Partial<Omit<FunctionSettings, 'codeDir' | 'layerDirs'>> & {
  /** The text of its `index.mjs`. */
  code: string;
  /** Packages of its layer, by name, with the text of their modules. */
  layer?: Record<string, string>;
};

export type ToyFunctions = { functions: Functions; logsDir: string };

/** Functions with the given code, run as deployed ones are. */
export async function startToyFunctions(...toys: Toy[]): Promise<ToyFunctions> {
  const dir = await makeTemporaryDir();
  const logsDir = join(dir, 'logs');
  const functions = await startFunctions({
    functions: await Promise.all(toys.map((toy) => writeToy(dir, toy))),
    endpoints: {
      region: 'us-east-1',
      s3: 'http://s3',
      sqs: 'http://sqs',
      lambda: 'http://la',
      secretsManager: 'http://se',
    },
    tasksDir: join(dir, 'tasks'),
    logsDir,
  });
  onTestFinished(() => functions.close());
  return { functions, logsDir };
}

async function writeToy(dir: string, { code, layer = {}, ...given }: Toy): Promise<FunctionSettings> {
  const name = given.name ?? 'toy';
  const codeDir = join(dir, 'assets', name);
  const layerDir = join(dir, 'assets', `${name}-layer`);
  await writeFileIn(join(codeDir, 'index.mjs'), code);
  for (const [packageName, text] of Object.entries(layer)) {
    const packageDir = join(layerDir, 'nodejs', 'node_modules', packageName);
    await writeFileIn(join(packageDir, 'index.js'), text);
    await writeFileIn(
      join(packageDir, 'package.json'),
      JSON.stringify({ name: packageName, type: 'module', exports: './index.js' }),
    );
  }
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const defaults = { arn, handler: 'index.handler', timeoutMs: 20_000, memoryMiB: 128, environment: {} };
  return { reservedConcurrency: null, ...defaults, ...given, name, codeDir, layerDirs: [layerDir] };
}

async function writeFileIn(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
