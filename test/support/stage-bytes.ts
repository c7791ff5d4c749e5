import { InvalidInput } from '#core/errors.ts';
import type { Reject, StagedRecord, StagingTotals } from '#core/staging/block.ts';
import { type CutOptions, cutBlocks } from '#core/staging/cut-blocks.ts';

/** Everything that staging says about some bytes. */
export type Staged = {
  records: StagedRecord[];
  rejects: Reject[];
  totals: StagingTotals;
  /** What `sourceBytes` of all blocks add up to. */
  reportedBytes: number;
};

/** The bytes in chunks of this size, or cut at these places. */
export async function* inChunks(
  bytes: Uint8Array,
  cuts: number | readonly number[],
): AsyncGenerator<Uint8Array> {
  let at = 0;
  const places = typeof cuts === 'number' ? [] : cuts.toSorted((a, b) => a - b);
  if (typeof cuts === 'number') for (let cut = cuts; cut < bytes.length; cut += cuts) places.push(cut);
  for (const cut of [...places, bytes.length]) {
    yield bytes.slice(at, Math.min(cut, bytes.length));
    at = Math.min(cut, bytes.length);
  }
}

/** Stages bytes to the end. */
export async function stageBytes(
  bytes: Uint8Array,
  options: CutOptions,
  cuts: number | readonly number[] = 64 * 1024,
): Promise<Staged> {
  const { blocks, totals } = cutBlocks(inChunks(bytes, cuts), options);
  const records: StagedRecord[] = [];
  const rejects: Reject[] = [];
  let reportedBytes = 0;
  for await (const block of blocks) {
    records.push(...block.records.map((record) => ({ ...record, data: Buffer.from(record.data) })));
    rejects.push(...block.rejects);
    reportedBytes += block.sourceBytes;
  }
  return { records, rejects, totals: totals(), reportedBytes };
}

/** The code with which staging refuses the file as a whole; null when it does not. */
export async function codeOfRefusal(...given: Parameters<typeof stageBytes>): Promise<string | null> {
  try {
    await stageBytes(...given);
    return null;
  } catch (error) {
    if (error instanceof InvalidInput) return error.code;
    throw error;
  }
}
