import type { BusinessUnit } from '#core/business-unit.ts';
import type { Feed, FileShape } from '#core/feed.ts';
import { type NameParts, parseFileName } from './parse-file-name.ts';
import { sharedPrefix } from './shared-prefix.ts';

/** What the key of a landed object says about it. */
export type ParsedKey =
  | ParsedFile
  /** No feed of the unit recognises it; `reason` is for people. */
  | { outcome: 'ignored'; code: string; reason: string };

export type ParsedFile = NameParts & { outcome: 'feed'; feed: Feed; shape: FileShape };

type Candidate = { feed: Feed; shape: FileShape };

/** What uploads in progress, editors and file managers leave behind. */
const temporaryName =
  /^[.~]|~$|\.(?:tmp|temp|part|partial|filepart|crdownload|swp|bak)$|\.DS_Store$|^Thumbs\.db$/i;

/**
 * Which feed of the unit an object belongs to, and its place there, by its key alone. Keys are taken as S3 lists
 * them, case and all.
 */
export function parseKey(key: string, unit: BusinessUnit): ParsedKey {
  if (key.endsWith('/')) return ignored('folder-marker', 'It marks a folder and holds no data.');
  const segments = key.split('/');
  const prefix = segments[0]!;
  if (segments.length < 2 || (prefix !== unit.name && `${prefix}/` !== sharedPrefix)) {
    return ignored('outside-unit', `It lies neither under "${unit.name}/" nor under "${sharedPrefix}".`);
  }
  const name = segments.at(-1)!;
  if (temporaryName.test(name)) return ignored('temporary-file', `"${name}" looks like a temporary file.`);

  const known = candidatesUnder(`${prefix}/` === sharedPrefix ? 'shared' : 'unit', unit);
  const folder = segments.slice(1, -1);
  const here = known.filter(({ shape }) => isFolder(folder, shape));
  if (here.length === 0) return unknownFolder(segments.slice(0, -1).join('/'), prefix, known);

  const candidate = findLongestStem(name, here);
  if (!candidate) return unknownName(name, here);
  const parts = parseFileName(name, candidate.shape);
  return 'code' in parts ? ignored(parts.code, parts.reason) : { outcome: 'feed', ...candidate, ...parts };
}

function candidatesUnder(scope: FileShape['scope'], unit: BusinessUnit): Candidate[] {
  return unit.feeds.flatMap((feed) =>
    feed.files.filter((shape) => shape.scope === scope).map((shape) => ({ feed, shape })),
  );
}

function isFolder(segments: readonly string[], shape: FileShape): boolean {
  const expected = shape.folder === '' ? [] : shape.folder.split('/');
  if (segments.length !== expected.length) return false;
  return expected.every((pattern, index) => isSegment(segments[index]!, pattern));
}

function isSegment(segment: string, pattern: string): boolean {
  if (pattern === 'YYYY') return /^\d{4}$/.test(segment);
  if (pattern === 'MM') return /^\d{2}$/.test(segment);
  return segment === pattern;
}

/** One stem may begin like another: `product_line_…` is no file of `product`. */
function findLongestStem(name: string, here: readonly Candidate[]): Candidate | undefined {
  const candidates = here.filter(({ shape }) => hasStem(name, shape));
  return candidates.toSorted((a, b) => b.shape.stem.length - a.shape.stem.length)[0];
}

/** A name belongs to a shape when nothing but its parts and its extension follows the stem. */
function hasStem(name: string, { stem }: FileShape): boolean {
  return name.startsWith(stem) && /^[_.]/.test(name.slice(stem.length));
}

function unknownFolder(folder: string, prefix: string, known: readonly Candidate[]): ParsedKey {
  if (known.length === 0) return ignored('unknown-folder', `The unit takes no files from "${prefix}/".`);
  const folders = new Set(known.map(({ shape }) => [prefix, shape.folder].filter(Boolean).join('/')));
  return ignored('unknown-folder', `No feed lies in "${folder}"; feeds lie in ${[...folders].join(', ')}.`);
}

function unknownName(name: string, here: readonly Candidate[]): ParsedKey {
  const stems = here.map(({ shape }) => `"${shape.stem}${shape.suffix}"`).join(' or ');
  return ignored(
    'unknown-name',
    `"${name}" is of no feed; names here begin with ${stems}, in just these letters.`,
  );
}

function ignored(code: string, reason: string): ParsedKey {
  return { outcome: 'ignored', code, reason };
}
