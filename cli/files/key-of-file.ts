import type { BusinessUnit } from '#core/business-unit.ts';
import type { FileShape } from '#core/feed.ts';
import { parseKey, type ParsedFile } from '#core/landing/parse-key.ts';

/** The key that a local file belongs under, or why it has none in this unit. */
export type KeyOfFile =
  | { outcome: 'key'; key: string; parsed: ParsedFile }
  | { outcome: 'other-unit'; unit: string }
  | { outcome: 'unrecognised' };

/**
 * The key of a local file. A path that ends in a key (`…/bak/PRODUCT/2026/03/x.jsonl`) has it already; a bare file name
 * gets the folder of its feed, with the year and month of its own timestamp.
 */
export function keyOfFile(path: string, unit: BusinessUnit, units: readonly BusinessUnit[]): KeyOfFile {
  const names = path.split(/[/\\]/).filter((name) => name !== '' && name !== '.');
  const endings = names.map((_, index) => names.slice(index).join('/'));
  for (const key of endings) {
    const parsed = parseKey(key, unit);
    if (parsed.outcome === 'feed') return { outcome: 'key', key, parsed };
  }
  const other = units.find((candidate) => endings.some((key) => parseKey(key, candidate).outcome === 'feed'));
  if (other) return { outcome: 'other-unit', unit: other.name };
  return findPlace(names.at(-1) ?? '', unit);
}

/** What the names of a unit's files look like, for people. */
export function describeNames(unit: BusinessUnit): string[] {
  return unit.feeds.flatMap((feed) =>
    feed.files.map((shape) => `${nameOf(shape)}   ${feed.name}, below ${folderOf(shape, unit)}/`),
  );
}

function findPlace(name: string, unit: BusinessUnit): KeyOfFile {
  const shapes = unit.feeds.flatMap((feed) => feed.files);
  for (const folder of shapes.flatMap((shape) => possibleFolders(folderOf(shape, unit), name))) {
    const key = `${folder}/${name}`;
    const parsed = parseKey(key, unit);
    if (parsed.outcome === 'feed' && isFolderOfItsMonth(folder, parsed))
      return { outcome: 'key', key, parsed };
  }
  return { outcome: 'unrecognised' };
}

/** The folder with each year and month that the digits of the name could mean; a run number may look like a time. */
function possibleFolders(folder: string, name: string): string[] {
  if (!folder.includes('YYYY')) return [folder];
  return [...name.matchAll(/\d{14,}/g)].map(([digits]) =>
    folder.replace('YYYY', digits.slice(0, 4)).replace('MM', digits.slice(4, 6)),
  );
}

function isFolderOfItsMonth(folder: string, parsed: ParsedFile): boolean {
  if (!parsed.shape.folder.includes('YYYY') || parsed.timestamp === null) return true;
  return folder.endsWith(`${parsed.timestamp.slice(0, 4)}/${parsed.timestamp.slice(4, 6)}`);
}

function folderOf(shape: FileShape, unit: BusinessUnit): string {
  const root = shape.scope === 'shared' ? 'SHARED' : unit.name;
  return shape.folder === '' ? root : `${root}/${shape.folder}`;
}

function nameOf(shape: FileShape): string {
  const extensions = shape.extensions.join(' or ');
  if (shape.naming === 'snapshot') return `${shape.stem}${shape.suffix}${extensions}`;
  return `${shape.stem}_[RUN_]${shape.fullRuns ? '[full_]' : ''}YYYYMMDDhhmmss[_PART]${extensions}`;
}
