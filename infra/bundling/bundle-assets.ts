import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BundledFile } from './bundled-file.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { bundleThirdParty } from './bundle-third-party.ts';
import type { FunctionName } from './function-names.ts';

/** What Lambda gets, on disk until disposed: synthesis copies it into the assembly. */
export type Assets = AsyncDisposable & {
  functionFolder: (name: FunctionName) => string;
  layerFolder: string;
};

/**
 * Bundles all functions and the layer. The same sources give the same bytes, wherever the project lies.
 * @throws Error naming what could not be resolved
 */
export async function bundleAssets(): Promise<Assets> {
  const [functions, layer] = await Promise.all([bundleFunctions(), bundleThirdParty()]);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-assets-'));
  await writeFiles([...functions.files, ...layer.files], folder);
  return {
    functionFolder: (name) => join(folder, 'functions', name),
    layerFolder: join(folder, 'layer'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function writeFiles(files: readonly BundledFile[], folder: string): Promise<void> {
  for (const { path, contents } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
}
