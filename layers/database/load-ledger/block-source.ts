import type { Block, Reject } from '#core/staging/block.ts';

/** Hands blocks to several lanes, one at a time and each to one; their rejects go to one sink on the way. */
export type BlockSource = {
  /** The next block, null after the last. Once something went wrong nobody gets one: a part is worth nothing. */
  next(): Promise<Block | null>;
  /** Tells the other lanes that one failed, and ends the reading. */
  stop(failure: unknown): void;
};

/** @param setAside takes the rejects of each block, before the block is handed out */
export function shareBlocks(
  blocks: AsyncIterable<Block>,
  setAside: (rejects: readonly Reject[]) => Promise<void>,
): BlockSource {
  const iterator = blocks[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  let isOver = false;
  let failed: { failure: unknown } | null = null;

  const take = async (): Promise<Block | null> => {
    if (failed !== null) throw failed.failure;
    if (isOver) return null;
    const { value, done } = await iterator.next();
    if (done) {
      isOver = true;
      return null;
    }
    if (value.rejects.length > 0) await setAside(value.rejects);
    return value;
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
