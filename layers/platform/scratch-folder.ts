import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scratch } from '#core/export/compare/scratch.ts';

/** Does work with scratch in a folder of its own, which is gone afterwards. */
export async function withScratchFolder<Result>(
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'));
  const names = new Set<string>();
  const clear = async (): Promise<void> => {
    for (const name of names) await rm(join(folder, name));
    names.clear();
  };
  try {
    return await work({
      append: async (name, text) => {
        names.add(name);
        await appendFile(join(folder, name), text);
      },
      read: async (name) => (names.has(name) ? await readFile(join(folder, name), 'utf8') : ''),
      clear,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
