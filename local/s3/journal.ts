import { open, readFile, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** A file of JSON lines that only grows. What a killed process wrote by half is cut off when it is opened again. */
export class Journal<Entry> {
  /** What it held when it was opened. */
  readonly entries: readonly Entry[];
  readonly #file: FileHandle;
  #written: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, entries: readonly Entry[]) {
    this.#file = file;
    this.entries = entries;
  }

  static async open<Entry>(path: string): Promise<Journal<Entry>> {
    const text = await readFile(path).catch(() => Buffer.alloc(0));
    const complete = text.subarray(0, text.lastIndexOf(0x0a) + 1);
    if (complete.length < text.length) await truncate(path, complete.length);
    const lines = complete.toString('utf8').split('\n').slice(0, -1);
    return new Journal<Entry>(
      await open(path, 'a'),
      lines.map((line) => JSON.parse(line) as Entry),
    );
  }

  /** Entries stand in the order in which they were appended, one writing at a time. */
  append(entry: Entry): Promise<unknown> {
    const line = `${JSON.stringify(entry)}\n`;
    this.#written = this.#written.then(() => this.#file.appendFile(line));
    return this.#written;
  }

  async close(): Promise<void> {
    await this.#written.catch(() => undefined);
    await this.#file.close();
  }
}
