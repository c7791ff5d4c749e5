import type { Block } from '#core/staging/block.ts';
import type { Database } from '../open-database.ts';
import { shareBlocks, type BlockSource } from './block-source.ts';
import { CopyStream } from './copy-stream.ts';
import { type EncodedRows, encodeRows } from './encode-copy.ts';
import ensureRawPartition from './ensure-raw-partition.sql' with { type: 'text' };
import { insertCheckedLines } from './insert-checked-lines.ts';
import { openRejectSink } from './insert-rejects.ts';
import { withLease } from './with-lease.ts';

export type StagingTarget = {
  loadId: number;
  feed: string;
  /** COPY connections at the most. */
  connections: number;
  /** Line by line instead of COPY, so that PostgreSQL itself says which lines it refuses. */
  careful: boolean;
};

/**
 * Streams blocks into the history over several COPYs, each block to whichever is free first, and rejects beside them.
 * When it returns everything is committed; it means nothing until the load is put in force.
 * @returns how many lines PostgreSQL itself refused, which only careful staging gets past
 * @throws InvalidInput `value-refused` when it refused one in a COPY
 */
export async function stageBlocks(
  database: Database,
  epoch: number,
  target: StagingTarget,
  blocks: AsyncIterable<Block>,
  signal: AbortSignal,
): Promise<number> {
  await withLease(database, epoch, (transaction) => transaction.query(ensureRawPartition, [target.loadId]));
  const rejects = openRejectSink(database, epoch, target.loadId);
  let refused = 0;
  if (target.careful) {
    for await (const block of blocks) {
      await rejects.add(block.rejects);
      refused += await insertCheckedLines(database, epoch, target, block, rejects.add);
    }
  } else {
    const source = shareBlocks(blocks, async (block) => {
      await rejects.add(block.rejects);
      return encodeRows(target.loadId, target.feed, block.records);
    });
    await runLanes(source, target.connections, () => CopyStream.open(database, epoch, target.loadId), signal);
  }
  await rejects.flush();
  return refused;
}

async function runLanes(
  source: BlockSource<EncodedRows>,
  count: number,
  open: () => Promise<CopyStream>,
  signal: AbortSignal,
): Promise<void> {
  const lanes = Array.from({ length: count }, () => runLane(source, open, signal));
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Takes block after block; opens its connection only when there is something to send. */
async function runLane(
  source: BlockSource<EncodedRows>,
  open: () => Promise<CopyStream>,
  signal: AbortSignal,
): Promise<void> {
  let copy: CopyStream | null = null;
  const cut = (): void => copy?.abort();
  signal.addEventListener('abort', cut);
  try {
    for (let encoded = await source.next(); encoded !== null; encoded = await source.next()) {
      signal.throwIfAborted();
      if (encoded.rows === 0) continue;
      copy ??= await open();
      await copy.send(encoded);
    }
    await copy?.commit();
  } catch (error) {
    source.stop(error);
    copy?.abort();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}
