import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the project: its path from the project's root, with slashes, and its text. */
export type SourceFile = { path: string; text: string };

/** A rule of the house: what is wrong with a file and what to do, one sentence each; nothing when all is well. */
export type HouseRule = (file: SourceFile) => string[];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const notOurs = new Set(['node_modules', 'cdk.out', 'coverage']);

/** Every TypeScript and SQL file of the project, in a fixed order. */
export async function readSourceFiles(): Promise<SourceFile[]> {
  const paths = await listFiles(root);
  const sources = paths.filter((path) => /\.(ts|sql)$/.test(path)).toSorted();
  return Promise.all(
    sources.map(async (path) => ({
      path: relative(root, path).replaceAll('\\', '/'),
      text: await readFile(path, 'utf8'),
    })),
  );
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const ours = entries.filter(({ name }) => !name.startsWith('.') && !notOurs.has(name));
  const files = ours.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
  const folders = ours.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return [...files, ...(await Promise.all(folders.map(listFiles))).flat()];
}
