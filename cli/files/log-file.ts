import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../failure.ts';

/** The log of one function: its short name (`load-files-bak`) and where it is. */
export type LogFile = { name: string; path: string };

/** Read at a time; a longer piece of log is read in several turns. */
const chunkBytes = 256 * 1024;

/** The logs of all functions in the folder; where a name is wanted, every log whose name begins so. */
export async function findLogFiles(
  folder: string,
  stage: string,
  wanted: string | undefined,
): Promise<LogFile[]> {
  const prefix = `millrace-${stage}-`;
  const entries = await readdir(folder).catch(() => []);
  const all = entries
    .filter((entry) => entry.endsWith('.log'))
    .map((entry) => ({ name: shorten(entry.slice(0, -'.log'.length), prefix), path: join(folder, entry) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (wanted === undefined) return all.filter(({ path }) => basename(path).startsWith(prefix));
  const found = all.filter(({ name }) => name.startsWith(shorten(wanted, prefix)));
  if (found.length > 0) return found;
  const known = all.map(({ name }) => name).join(', ');
  throw new Failure(
    'no-log',
    `No function whose name begins with "${wanted}" has logged anything.`,
    known === '' ? `There is no log in ${folder} yet.` : `These have: ${known}.`,
  );
}

/** The whole lines that stand in the file from a byte on, and the byte behind the last of them. */
export async function readLinesFrom(
  path: string,
  offset: number,
): Promise<{ lines: string[]; next: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = size < offset ? 0 : offset;
  const length = Math.min(size - start, chunkBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  const lastLineEnd = bytesRead === 0 ? -1 : buffer.lastIndexOf(0x0a, bytesRead - 1);
  // A line longer than what is read at a time is shown in pieces rather than never.
  const end = lastLineEnd === -1 && bytesRead === chunkBytes ? bytesRead : lastLineEnd + 1;
  if (end === 0) return { lines: [], next: start };
  return { lines: buffer.toString('utf8', 0, end).replace(/\n$/, '').split('\n'), next: start + end };
}

/** The last lines of the file, at most `count`, and the byte behind them. */
export async function readLastLines(path: string, count: number): Promise<{ lines: string[]; next: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  const { lines, next } = await readLinesFrom(path, Math.max(0, size - chunkBytes));
  return { lines: lines.slice(-count), next };
}

function shorten(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
