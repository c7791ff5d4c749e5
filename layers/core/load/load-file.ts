import type { BusinessUnit } from '../business-unit.ts';
import { asError, Defect, InvalidInput, isMillraceError, Unavailable } from '../errors.ts';
import type { Feed } from '../feed.ts';
import { limits } from '../limits.ts';
import { cutBlocks } from '../staging/cut-blocks.ts';
import type { Block, StagingTotals } from '../staging/block.ts';
import { tooManyRejects } from '../staging/too-many-rejects.ts';
import type { LoadStep } from './decide-next.ts';
import { describeGuard } from './describe-guard.ts';
import type { HeldLease } from './hold-lease.ts';
import type {
  Clock,
  GuardVerdict,
  Halt,
  LandingBucket,
  LoadLedger,
  Log,
  Metrics,
  NextFile,
  StagedLoad,
} from './ports.ts';

export type LoadFileDeps = {
  unit: BusinessUnit;
  ledger: LoadLedger;
  bucket: LandingBucket;
  clock: Clock;
  log: Log;
  metrics: Metrics;
};

/** How one attempt at a file ended. Whatever else goes wrong is thrown and has changed nothing. */
export type LoadOutcome = 'applied' | 'halted' | 'duplicate';

/**
 * Stages one file and applies it in one transaction. A file that cannot be loaded is halted: its records stay as they
 * were, the later files of its feed wait, and the event says why.
 * @throws Unavailable when the attempt may succeed later
 */
export async function loadFile(deps: LoadFileDeps, lease: HeldLease, step: LoadStep): Promise<LoadOutcome> {
  const { ledger } = deps;
  const { file } = step;
  const metadata = step.missingParts.length === 0 ? {} : { missing_parts: step.missingParts };
  const attempt = { loadId: await ledger.startLoad(lease.epoch, file, metadata) };
  try {
    const staged = await stageFile(deps, lease, step, attempt);
    return await applyStaged(deps, lease, step, staged, metadata);
  } catch (error) {
    if (error instanceof Unavailable || lease.signal.aborted) throw error;
    await ledger.halt(lease.epoch, file, attempt.loadId, haltOf(asError(error)));
    deps.log.error('file halted', { key: file.key, error });
    deps.metrics.count('FilesHalted', 1);
    return 'halted';
  } finally {
    lease.watch(null);
  }
}

/** Stages with COPY; where PostgreSQL refuses a line that the check let through, once more line by line. */
async function stageFile(
  deps: LoadFileDeps,
  lease: HeldLease,
  step: LoadStep,
  attempt: { loadId: number },
): Promise<StagedLoad> {
  try {
    return await stageOnce(deps, lease, step, attempt.loadId, false);
  } catch (error) {
    if (!(error instanceof InvalidInput && error.code === 'value-refused')) throw error;
    deps.log.warn('staging line by line', { key: step.file.key, error });
    attempt.loadId = await deps.ledger.restartLoad(lease.epoch, step.file, attempt.loadId);
    return stageOnce(deps, lease, step, attempt.loadId, true);
  }
}

async function stageOnce(
  deps: LoadFileDeps,
  lease: HeldLease,
  { file, settings }: LoadStep,
  loadId: number,
  careful: boolean,
): Promise<StagedLoad> {
  const startedMs = deps.clock.nowMs();
  lease.watch(loadId);
  const body = await deps.bucket.read(file, lease.signal);
  const cut = cutBlocks(body, {
    feed: findFeed(deps.unit, file),
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

/** Why the file stops its feed. A mistake of ours stops it too: the feed must not run into it every minute. */
function haltOf(error: Error): Halt {
  if (!isMillraceError(error)) {
    return { code: 'defect', message: `Millrace failed on this file: ${error.message}`, totals: null };
  }
  const { totals, guard } = error.facts as { totals?: StagingTotals; guard?: GuardVerdict };
  return { code: error.code, message: error.message, totals: totals ?? null, guard };
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

function refuseBadFile(totals: StagingTotals, rejectShare: number): void {
  if (!tooManyRejects(totals, rejectShare)) return;
  const lines = totals.records + totals.rejects;
  throw new InvalidInput(
    'too-many-rejects',
    `${totals.rejects} of its ${lines} lines (${Math.round((100 * totals.rejects) / lines)} %) are bad, more than ` +
      `the ${Math.round(rejectShare * 100)} % that a file may have. Nothing of it was loaded; the first ` +
      `${Math.min(totals.rejects, limits.rejectsKept)} bad lines are kept as rejects. Load it mended under the ` +
      `same key, or leave it out with \`millrace skip\`.`,
    { totals },
  );
}

async function applyStaged(
  deps: LoadFileDeps,
  lease: HeldLease,
  step: LoadStep,
  staged: StagedLoad,
  metadata: Record<string, unknown>,
): Promise<LoadOutcome> {
  const { ledger } = deps;
  const { file, settings } = step;
  if (file.correctsLoad !== null) {
    if ((await ledger.readSha256(file.correctsLoad)) === staged.totals.sha256) {
      await ledger.markDuplicate(lease.epoch, file, staged.loadId);
      return 'duplicate';
    }
    throw new InvalidInput(
      'corrected-file',
      'A version of this key with other bytes was applied before. Taking its place is a replay, which this version ' +
        'of Millrace does not do yet. Nothing of it was loaded; the later files of this feed wait. Have what is ' +
        'corrected sent under a later key, and leave this version out with `millrace skip`.',
      { totals: staged.totals },
    );
  }
  const result = await ledger.apply(lease.epoch, file, staged, settings, metadata);
  if (result.outcome === 'applied') {
    deps.metrics.count('FilesApplied', 1);
    deps.metrics.count('LinesLoaded', staged.totals.records);
    deps.metrics.count('LinesRejected', staged.totals.rejects);
    return 'applied';
  }
  throw new InvalidInput('deletion-guard', describeGuard(result.guard), {
    totals: staged.totals,
    guard: result.guard,
  });
}

function findFeed(unit: BusinessUnit, file: NextFile): Feed {
  const feed = unit.feeds.find((candidate) => candidate.name === file.feed);
  if (feed) return feed;
  throw new Defect(
    'unknown-feed',
    `The ledger of ${unit.name} names the feed ${file.feed}, which its catalog has not.`,
  );
}
