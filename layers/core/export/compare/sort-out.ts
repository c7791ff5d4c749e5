import type { Single } from './cancel-equal.ts';
import type { Scratch } from './scratch.ts';

/** Rows with one key get into one of so many parts, each of which fits in memory: 10 GB are 80 MB each. */
const parts = 128;
/** Characters of a part that are held back, so that few writes do. */
const heldBack = 64 * 1024;

/** Puts rows aside by a hash of their keys, for those of one part to be read together. */
export function createSorter(scratch: Scratch, side: string) {
  const held = new Map<number, string>();
  const nameOf = (part: number): string => `${side}-${part}`;
  const write = async (part: number, text: string): Promise<void> => {
    held.delete(part);
    await scratch.append(nameOf(part), text);
  };
  return {
    put(key: string, { row, text }: Single): void {
      const part = hash(key) % parts;
      held.set(part, `${held.get(part) ?? ''}${JSON.stringify([row, text])}\n`);
    },
    /** Writes what has come together. */
    async settle(): Promise<void> {
      for (const [part, text] of held) if (text.length > heldBack) await write(part, text);
    },
    /** The rows of a part. */
    async read(part: number): Promise<Single[]> {
      const text = (await scratch.read(nameOf(part))) + (held.get(part) ?? '');
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => {
        const [row, record] = JSON.parse(line) as [number, string];
        return { row, text: record };
      });
    },
  };
}

export const partNumbers: readonly number[] = Array.from({ length: parts }, (_, part) => part);

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return sum;
}
