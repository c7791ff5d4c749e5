import type { BusinessUnit } from '../business-unit.ts';
import { Defect, InvalidInput } from '../errors.ts';
import type { Feed } from '../feed.ts';
import type { Block } from '../staging/block.ts';
import { cutBlocks } from '../staging/cut-blocks.ts';
import type { HeldLease } from './hold-lease.ts';
import { notePull } from './note-pull.ts';
import type {
  Clock,
  FeedPolicy,
  LandedFile,
  LandingBucket,
  LoadLedger,
  Log,
  Metrics,
  StagedLoad,
} from './ports.ts';
import { refuseBadFile } from './refuse-bad-file.ts';

export type LoadFileDeps = {
  unit: BusinessUnit;
  ledger: LoadLedger;
  bucket: LandingBucket;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Of the message that rang: events have it, and so have the lines of the log. */
  correlationId?: string;
};

/** What leads from an event to the log of whoever wrote it. */
export function correlate({ correlationId }: LoadFileDeps): Record<string, string> {
  return correlationId === undefined ? {} : { correlation_id: correlationId };
}

/** The load that is being staged: another one where PostgreSQL refused a line. */
export type Attempt = { loadId: number };

/**
 * Stages one file into a load that was begun: with COPY; where PostgreSQL refuses a line that the check let through, once
 * more line by line.
 * @throws InvalidInput for a file that cannot be loaded; NotFound `object-missing`; Unavailable
 */
export async function stageFile(
  deps: LoadFileDeps,
  lease: HeldLease,
  file: LandedFile,
  settings: FeedPolicy,
  attempt: Attempt,
): Promise<StagedLoad> {
  try {
    return await stageOnce(deps, lease, file, settings, attempt.loadId, false);
  } catch (error) {
    if (!(error instanceof InvalidInput && error.code === 'value-refused')) throw error;
    deps.log.warn('staging line by line', { key: file.key, error });
    attempt.loadId = await deps.ledger.restartLoad(lease.epoch, file, attempt.loadId);
    return stageOnce(deps, lease, file, settings, attempt.loadId, true);
  }
}

async function stageOnce(
  deps: LoadFileDeps,
  lease: HeldLease,
  file: LandedFile,
  settings: FeedPolicy,
  loadId: number,
  careful: boolean,
): Promise<StagedLoad> {
  const startedMs = deps.clock.nowMs();
  lease.watch(loadId);
  const { body, metadata } = await deps.bucket.read(file, lease.signal);
  await notePull(deps, lease, file, metadata);
  const cut = cutBlocks(body, {
    feed: findFeed(deps.unit, file.feed),
    op: file.kind === 'full' || settings.merge === 'replace' ? 'replace' : 'patch',
    compressed: file.key.endsWith('.gz'),
    compressedSizeBytes: file.sizeBytes,
  });
  const target = { loadId, feed: file.feed, careful };
  const refused = await deps.ledger.stage(lease.epoch, target, countBlocks(cut.blocks, lease), lease.signal);
  const seen = cut.totals();
  const totals = { ...seen, records: seen.records - refused, rejects: seen.rejects + refused };
  refuseBadFile(totals, settings.rejectShare);
  return { loadId, totals, stagingMs: deps.clock.nowMs() - startedMs };
}

/** Passes the blocks on and counts them for whoever watches. */
async function* countBlocks(blocks: AsyncIterable<Block>, lease: HeldLease): AsyncIterable<Block> {
  for await (const block of blocks) {
    lease.signal.throwIfAborted();
    lease.progress.rows += block.records.length;
    lease.progress.sourceBytes += block.sourceBytes;
    yield block;
  }
}

/** @throws Defect `unknown-feed` */
export function findFeed(unit: BusinessUnit, name: string): Feed {
  const feed = unit.feeds.find((candidate) => candidate.name === name);
  if (feed) return feed;
  throw new Defect(
    'unknown-feed',
    `The ledger of ${unit.name} names the feed ${name}, which its catalog has not.`,
  );
}
