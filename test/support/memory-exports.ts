import { createHash } from 'node:crypto';
import type { ExportsBucket } from '#core/export/ports.ts';

/** An exports bucket in memory, whose calls a test may count and let fail. */
export class MemoryExports implements ExportsBucket {
  readonly objects = new Map<string, Buffer>();
  calls = 0;
  /** From this call on, counted from 1, nothing reaches the bucket any more: the process is gone. */
  goneFrom = Number.POSITIVE_INFINITY;

  async write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
    this.#enter();
    this.objects.set(key, Buffer.concat(chunks));
  }

  async *read(key: string): AsyncIterable<Uint8Array> {
    this.#enter();
    const bytes = this.objects.get(key);
    if (!bytes) throw new Error(`There is no ${key}.`);
    yield await Promise.resolve(bytes);
  }

  async writeJson(key: string, value: unknown): Promise<void> {
    this.#enter();
    this.objects.set(key, Buffer.from(JSON.stringify(value)));
  }

  async readJson(key: string): Promise<{ value: unknown; etag: string } | null> {
    this.#enter();
    const bytes = this.objects.get(key);
    return bytes ? { value: JSON.parse(bytes.toString()) as unknown, etag: etagOf(bytes) } : null;
  }

  async replaceJson(key: string, value: unknown, etag: string | null): Promise<boolean> {
    this.#enter();
    const current = this.objects.get(key);
    if ((current ? etagOf(current) : null) !== etag) return false;
    this.objects.set(key, Buffer.from(JSON.stringify(value)));
    return true;
  }

  async copy(from: string, to: string): Promise<void> {
    this.#enter();
    const bytes = this.objects.get(from);
    if (!bytes) throw new Error(`There is no ${from}.`);
    this.objects.set(to, bytes);
  }

  async remove(key: string): Promise<void> {
    this.#enter();
    this.objects.delete(key);
  }

  async list(prefix: string): Promise<readonly string[]> {
    this.#enter();
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  }

  text(key: string): string {
    const bytes = this.objects.get(key);
    if (!bytes) throw new Error(`There is no ${key}; there are ${[...this.objects.keys()].join(', ')}.`);
    return bytes.toString();
  }

  #enter(): void {
    this.calls += 1;
    if (this.calls >= this.goneFrom) throw new Error('The process is gone.');
  }
}

function etagOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
