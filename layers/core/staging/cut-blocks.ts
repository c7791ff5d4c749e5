import { createHash } from 'node:crypto';
import { Defect } from '#core/errors.ts';
import type { Feed } from '#core/feed.ts';
import { BlockBuilder } from './block-builder.ts';
import type { Block, StagingTotals } from './block.ts';
import { checkElement } from './check-element.ts';
import { checkLines } from './check-lines.ts';
import { type RecordRules, recordRules } from './check-record.ts';
import { cutElements } from './cut-elements.ts';
import { cutLines } from './cut-lines.ts';
import { decompress } from './decompress.ts';
import { type TextPiece, readText } from './read-text.ts';

export type CutOptions = {
  feed: Feed;
  /** What an ordinary record does; a tombstone always deletes. */
  op: 'patch' | 'replace';
  compressed: boolean;
  /** The stored object's size, against which the decompression ratio is held. */
  compressedSizeBytes?: number;
};

/**
 * Reads a stored object once and cuts it into blocks of checked records. Memory holds a block, or one longest line or
 * element, and is used again for the next: whoever wants to keep the data of a block copies it. Errors of the body come out as they are.
 * @returns `blocks`, to be read once, and `totals`, which are final when the blocks are exhausted
 * @throws InvalidInput, from the blocks, when the file as a whole cannot be loaded; whatever was handed out before
 * then means nothing
 */
export function cutBlocks(
  body: AsyncIterable<Uint8Array>,
  options: CutOptions,
): { blocks: AsyncIterable<Block>; totals(): StagingTotals } {
  const stored = new ByteMeter();
  const plain = new ByteMeter();
  const hash = createHash('sha256');
  const builder = new BlockBuilder(options.op);

  const source = stored.read(body, (chunk) => hash.update(chunk));
  const bytes = options.compressed ? decompress(source, options.compressedSizeBytes) : source;
  const steps = fillBlocks(readText(plain.read(bytes)), options.feed, builder);
  return {
    blocks: takeBlocks(steps, builder, stored),
    totals: () => ({
      lines: builder.lines,
      blankLines: builder.blankLines,
      records: builder.records,
      rejects: builder.rejects,
      sourceBytes: stored.sizeBytes,
      decompressedBytes: plain.sizeBytes,
      sha256: hash.copy().digest('hex'),
    }),
  };
}

/** Checks what comes and fills the builder; yields when it has the worth of a block. */
async function* fillBlocks(
  pieces: AsyncIterable<TextPiece>,
  feed: Feed,
  builder: BlockBuilder,
): AsyncGenerator<void> {
  const rules = recordRules(feed.identity);
  yield* feed.format === 'jsonl'
    ? fillFromLines(pieces, rules, builder)
    : fillFromArray(pieces, feed, rules, builder);
}

async function* fillFromLines(
  pieces: AsyncIterable<TextPiece>,
  rules: RecordRules,
  builder: BlockBuilder,
): AsyncGenerator<void> {
  for await (const batch of cutLines(pieces)) {
    if (batch.kind === 'lines') {
      yield* checkLines(batch, rules, builder);
    } else {
      builder.addLongLine(batch.offset, batch.head, batch.sizeBytes);
      yield;
    }
  }
}

async function* fillFromArray(
  pieces: AsyncIterable<TextPiece>,
  { name, cut }: Feed,
  rules: RecordRules,
  builder: BlockBuilder,
): AsyncGenerator<void> {
  if (!cut) throw new Defect('feed-without-cut', `The feed "${name}" does not say where its records lie.`);
  for await (const element of cutElements(pieces)) {
    checkElement(element, cut, rules, builder);
    yield;
  }
}

async function* takeBlocks(
  steps: AsyncIterable<void>,
  builder: BlockBuilder,
  stored: ByteMeter,
): AsyncGenerator<Block> {
  let reported = 0;
  const take = (): Block => {
    const sourceBytes = stored.sizeBytes - reported;
    reported = stored.sizeBytes;
    return { ...builder.take(), sourceBytes };
  };
  for await (const _ of steps) yield take();
  if (stored.sizeBytes > reported) yield take();
}

/** Counts the bytes that are read through it. */
class ByteMeter {
  sizeBytes = 0;

  async *read(
    chunks: AsyncIterable<Uint8Array>,
    onChunk?: (chunk: Uint8Array) => void,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.sizeBytes += chunk.length;
      onChunk?.(chunk);
      yield chunk;
    }
  }
}
