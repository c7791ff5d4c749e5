import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { businessUnits } from '#catalog/catalog.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import { orderKey } from '#core/landing/order-key.ts';
import { misuse } from '../failure.ts';
import { describeNames, keyOfFile, type KeyOfFile } from './key-of-file.ts';

export type FileToLoad = { path: string; key: string; sizeBytes: number };
/** What a folder holds: the files to load in their order, and what is left alone. */
export type FoundFiles = {
  files: FileToLoad[];
  /** Paths of files whose names no feed recognises. */
  strangers: string[];
  /** How many files belong to which other unit. */
  otherUnits: Map<string, number>;
};

type WantedFiles = { path: string; unit: BusinessUnit; as: string | undefined; cwd: string };

/** The files that a path names, each under the key it belongs under, in the order in which they apply. */
export async function findFiles(wanted: WantedFiles): Promise<FoundFiles> {
  const path = resolve(wanted.cwd, wanted.path);
  const found = await stat(path).catch(() => null);
  if (!found) throw misuse('no-such-file', `There is no file or folder ${wanted.path}.`);
  if (found.isDirectory()) return await findInFolder(path, wanted);
  const place = { path, sizeBytes: found.size };
  const key =
    wanted.as === undefined
      ? refuseStranger(keyOfFile(path, wanted.unit, businessUnits), wanted)
      : refuseUnheard(wanted.as, wanted.unit);
  return { files: [{ ...place, key }], strangers: [], otherUnits: new Map() };
}

async function findInFolder(folder: string, wanted: WantedFiles): Promise<FoundFiles> {
  if (wanted.as !== undefined) {
    throw misuse(
      'as-for-a-folder',
      '--as gives one file its key, and this is a folder.',
      'Load the files one by one.',
    );
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  const found: FoundFiles = { files: [], strangers: [], otherUnits: new Map() };
  const orderOf = new Map<FileToLoad, string>();
  for (const path of paths) {
    const place = keyOfFile(path, wanted.unit, businessUnits);
    if (place.outcome === 'key') {
      const { size, mtime } = await stat(path);
      const file = { path, key: place.key, sizeBytes: size };
      orderOf.set(file, orderKey(place.parsed, place.key, mtime, 0));
    } else if (place.outcome === 'other-unit') {
      found.otherUnits.set(place.unit, (found.otherUnits.get(place.unit) ?? 0) + 1);
    } else {
      found.strangers.push(relative(wanted.cwd, path));
    }
  }
  if (orderOf.size === 0) {
    throw misuse(
      'nothing-to-load',
      `No file in ${wanted.path} is one of ${wanted.unit.name}.`,
      listNames(wanted.unit),
    );
  }
  found.files = [...orderOf].toSorted(([, a], [, b]) => (a < b ? -1 : 1)).map(([file]) => file);
  return found;
}

/** The key of a file that was named, or the refusal to guess one. */
function refuseStranger(place: KeyOfFile, { path, unit }: WantedFiles): string {
  if (place.outcome === 'key') return place.key;
  if (place.outcome === 'other-unit') {
    throw misuse('other-unit', `${path} is a file of ${place.unit}.`, `Load it with --bu ${place.unit}.`);
  }
  throw misuse(
    'unrecognised-name',
    `No feed of ${unit.name} recognises the name of ${path}.`,
    listNames(unit),
  );
}

function listNames(unit: BusinessUnit): string {
  const names = describeNames(unit).map((name) => `  ${name}`);
  return [...names, 'Name it so, or say with --as KEY where it belongs.'].join('\n');
}

/** A key given by hand, unless it is one of which the unit would never hear. */
function refuseUnheard(key: string, unit: BusinessUnit): string {
  const isShared = unit.feeds.some((feed) => feed.files.some((shape) => shape.scope === 'shared'));
  const prefixes = [`${unit.name}/`, ...(isShared ? ['SHARED/'] : [])];
  if (prefixes.some((prefix) => key.startsWith(prefix))) return key;
  throw misuse(
    'unheard-key',
    `${unit.name} never hears of ${key}: its keys begin with ${prefixes.join(' or ')}.`,
  );
}
