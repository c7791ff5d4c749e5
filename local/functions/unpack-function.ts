import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashText } from '../hash-text.ts';
import type { FunctionSettings } from './function-settings.ts';

/**
 * Lays a function out as Lambda does: the modules of its layers in a `node_modules` above its own code. It is a copy
 * outside of the project, so nothing resolves that would not be deployed. Functions with the same layers share them.
 * @returns the folder of its code
 */
export async function unpackFunction(
  { name, codeDir, layerDirs }: Pick<FunctionSettings, 'name' | 'codeDir' | 'layerDirs'>,
  dir: string,
): Promise<string> {
  const root = join(dir, hashText(layerDirs.join('\n')));
  await mkdir(root, { recursive: true });
  if (!(await exists(join(root, 'node_modules')))) await copyLayers(layerDirs, root);
  const taskDir = join(root, name);
  await rm(taskDir, { recursive: true, force: true });
  await cp(codeDir, taskDir, { recursive: true });
  return taskDir;
}

/** Two functions may do this at once: whoever is second finds the same modules there. */
async function copyLayers(layerDirs: readonly string[], root: string): Promise<void> {
  const partial = join(root, `incomplete-${crypto.randomUUID()}`);
  await mkdir(partial);
  for (const layerDir of layerDirs) {
    const modules = join(layerDir, 'nodejs', 'node_modules');
    if (await exists(modules)) await cp(modules, partial, { recursive: true });
  }
  await rename(partial, join(root, 'node_modules')).catch(() =>
    rm(partial, { recursive: true, force: true }),
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
