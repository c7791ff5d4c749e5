import type { Block } from '#core/staging/block.ts';

/** Hands what is made of blocks to several lanes, one at a time and each to one. */
export type BlockSource<T> = {
  /** What is made of the next block, null after the last. Once something went wrong nobody gets any: a part is worth nothing. */
  next(): Promise<T | null>;
  /** Tells the other lanes that one failed, and ends the reading. */
  stop(failure: unknown): void;
};

/** @param make makes of a block what the lanes get, before the next block is read: until then the block is valid */
export function shareBlocks<T>(
  blocks: AsyncIterable<Block>,
  make: (block: Block) => Promise<T>,
): BlockSource<T> {
  const iterator = blocks[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  let isOver = false;
  let failed: { failure: unknown } | null = null;

  const take = async (): Promise<T | null> => {
    if (failed !== null) throw failed.failure;
    if (isOver) return null;
    const { value, done } = await iterator.next();
    if (done) {
      isOver = true;
      return null;
    }
    return make(value);
  };
  return {
    next() {
      const mine = turn.then(take);
      turn = mine.catch((failure: unknown) => (failed ??= { failure }));
      return mine;
    },
    stop(failure) {
      failed ??= { failure };
      // Ends the reading too: a body that nobody reads would keep its connection.
      void iterator.return?.().catch(() => undefined);
    },
  };
}
