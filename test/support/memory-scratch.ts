import type { Scratch } from '#core/export/compare/scratch.ts';

/** Scratch in memory, which a test may look into. */
export class MemoryScratch implements Scratch {
  readonly texts = new Map<string, string>();
  /** Characters that were ever put here. */
  written = 0;

  append(name: string, text: string): Promise<void> {
    this.written += text.length;
    this.texts.set(name, (this.texts.get(name) ?? '') + text);
    return Promise.resolve();
  }

  read(name: string): Promise<string> {
    return Promise.resolve(this.texts.get(name) ?? '');
  }

  clear(): Promise<void> {
    this.texts.clear();
    return Promise.resolve();
  }
}
