import { hashRecords } from './hash-records.ts';

type Attributes = Record<string, string | number>;
type Product = { EntityId: number; Attributes: Attributes };

const idsAtMost = 8_000;
const shareOfDeletes = 0.02;

/** Makes files of products, and keeps the state that they come to: patches merged, tombstones gone. */
export class RecordFold {
  readonly #live = new Map<number, Attributes>();
  #files = 0;

  /** One delta; several lines of it may be about the same product. */
  makeFile(random: () => number, lines: number): string {
    this.#files += 1;
    return Array.from({ length: lines }, () => `${JSON.stringify(this.#makeLine(random))}\n`).join('');
  }

  readState(): { count: number; xor: string } {
    const records = Array.from(this.#live, ([EntityId, Attributes]) => ({
      id: String(EntityId),
      data: { EntityId, Attributes } satisfies Product,
    }));
    return hashRecords(records);
  }

  #makeLine(random: () => number): Product | { EntityId: number; Deleted: true } {
    const EntityId = Math.floor(random() * idsAtMost);
    if (random() < shareOfDeletes) {
      this.#live.delete(EntityId);
      return { EntityId, Deleted: true };
    }
    const change: Attributes = {
      [`Field${Math.floor(random() * 5)}`]: Math.floor(random() * 1e9),
      Text: 'x'.repeat(Math.floor(random() * 400)),
      File: this.#files,
    };
    this.#live.set(EntityId, { ...this.#live.get(EntityId), ...change });
    return { EntityId, Attributes: change };
  }
}
