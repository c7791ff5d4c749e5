import type { Connector } from './connector.ts';

/** How much of the budget a page may use: what a drain has begun it finishes, whatever time is left. */
const pageMs = 10_000;
const mostRecords = 500;

/** How many records are taken at a time: as many as can be read and written in ten seconds, in whole batches. */
export function recordsPerPage({ limit, readSize, writeSize, costOf }: Connector): number {
  const callsPerRecord = costOf(readSize) / readSize + costOf(writeSize) / writeSize;
  const records = Math.floor(((limit.calls / limit.perMs) * pageMs) / callsPerRecord);
  const inBatches = records - (records % Math.max(readSize, writeSize));
  return Math.min(mostRecords, Math.max(inBatches, Math.max(readSize, writeSize)));
}
