import type { BusinessUnit } from '../business-unit.ts';
import { InvalidInput, isMillraceError } from '../errors.ts';
import { fullRunOf } from '../landing/full-run.ts';
import { orderKey } from '../landing/order-key.ts';
import { parseKey, type ParsedFile } from '../landing/parse-key.ts';
import { runKey } from '../landing/run-key.ts';
import { limits } from '../limits.ts';
import { comesLate, decideNext } from '../load/decide-next.ts';
import { describeGuard } from '../load/describe-guard.ts';
import { describeLate } from '../load/describe-late.ts';
import type { ChangeCounts, FeedFacts, GuardVerdict, LandingBucket, NextFile } from '../load/ports.ts';
import { refuseBadFile } from '../load/refuse-bad-file.ts';
import type { Block, Reject, StagingTotals } from '../staging/block.ts';
import { cutBlocks } from '../staging/cut-blocks.ts';
import { describeNotes } from './describe-notes.ts';
import type { FilePlan, PlannedChange } from './file-plan.ts';
import { tripsGuard } from './trips-guard.ts';

/** `sha256InForce`: of the bytes of the newest version of the key that is in force; null when none is. */
type PlaceFacts = { facts: FeedFacts; sha256InForce: string | null } & Pick<
  NextFile,
  'correctsLoad' | 'landedParts' | 'runIsSettled'
>;

/** The file as the ledger would have it. `completesRun`: with it no part of its full run is missing or waits. */
export type PlannedFile = NextFile & { fullRun: string | null; completesRun: boolean };

/** What is asked of the ledger; it is read only. */
export interface PlanStore {
  /** The facts of a feed, and what there is at the place of a file. */
  readPlace(place: {
    feed: string;
    key: string;
    orderKey: string;
    runKey: string | null;
  }): Promise<PlaceFacts>;
  /** Stages the blocks where nobody sees them and computes what they would change, with the statements of a load. */
  compute(
    file: PlannedFile,
    isLate: boolean,
    blocks: AsyncIterable<Block>,
    page: ChangePage,
  ): Promise<PlannedOutcome>;
}

export type ChangePage = { afterId: string | undefined; limit: number };
export type PlannedOutcome = {
  counts: ChangeCounts;
  /** Different ids of the good lines. */
  ids: number;
  overtaken: number;
  /** Lines that PostgreSQL itself refuses. */
  refused: Reject[];
  live: number;
  /** Its full run is whole with it, and something of that is hidden: what the run lacks would not be deleted. */
  withheld: boolean;
  /** Of a part that completes its run: what closing that would delete, and what the guard would make of it. */
  closing: { deleted: number; guard: Omit<GuardVerdict, 'share'> } | null;
  changes: PlannedChange[];
};

export type PlanDeps = {
  unit: BusinessUnit;
  bucket: Pick<LandingBucket, 'read'>;
  store: PlanStore;
  now(): Date;
  signal: AbortSignal;
};

/** The bytes, wherever they lie, and the key that they would land under. */
export type PlanTarget = {
  key: string;
  object: { bucket: string; key: string; versionId: string; sizeBytes: number; lastModified: Date | null };
};

/**
 * What a file would do if it landed now, without writing anything.
 * @throws InvalidInput for a key that no feed recognises, and for a file that is too large to be looked at
 */
export async function planFile(deps: PlanDeps, target: PlanTarget, page: ChangePage): Promise<FilePlan> {
  const { store, unit } = deps;
  const parsed = recognise(unit, target);
  const landed = placeOf(parsed, target, deps.now());
  const { facts, sha256InForce, ...there } = await store.readPlace(landed);
  const landedParts = landed.part === null ? [] : [...there.landedParts, landed.part];
  const fullRun = fullRunOf(landed);
  const file: PlannedFile = {
    ...landed,
    ...there,
    landedFile: -1,
    bucket: target.object.bucket,
    versionId: target.object.versionId,
    sizeBytes: target.object.sizeBytes,
    landedParts,
    discoveredAt: deps.now(),
    deletesAccepted: false,
    lateAccepted: false,
    fullRun,
    completesRun: landed.part !== null && isRunWhole(facts, fullRun, landed.part, landedParts),
  };
  const late = comesLate(facts, file);
  const { body } = await deps.bucket.read(target.object, deps.signal);
  const cut = cutBlocks(body, {
    feed: parsed.feed,
    op: parsed.kind === 'full' || facts.settings.merge === 'replace' ? 'replace' : 'patch',
    compressed: target.key.endsWith('.gz'),
    compressedSizeBytes: target.object.sizeBytes,
  });
  const rejects: Reject[] = [];
  const outcome = await computeOrRefuse(() =>
    store.compute(file, late, keepRejects(cut.blocks, rejects), page),
  );
  const { refused } = outcome;
  const seen = cut.totals();
  const place = nameOfPlace(file, late, seen.sha256 === sha256InForce);
  const totals = { ...seen, records: seen.records - refused.length, rejects: seen.rejects + refused.length };
  return {
    file: target.key,
    feed: parsed.feed.name,
    kind: parsed.kind,
    place,
    halts:
      place === 'duplicate'
        ? []
        : [
            ...outcome.halts,
            ...haltsOfPlace(file, facts),
            ...badFile(totals, facts.settings.rejectShare),
            ...guarded(outcome, facts),
          ],
    notes: place === 'duplicate' ? [] : describeNotes(file, facts, outcome),
    lines: { total: totals.lines, blank: totals.blankLines, good: totals.records, rejected: totals.rejects },
    folded: totals.records - outcome.ids,
    counts: outcome.counts,
    overtaken: outcome.overtaken,
    closing: outcome.closing && {
      deleted: outcome.closing.deleted,
      isGuarded: tripsGuard(outcome.closing.guard, facts),
    },
    rejects: [...rejects, ...refused]
      .toSorted((a, b) => a.line - b.line)
      .slice(0, rejectsShown)
      .map(({ line, code, reason }) => ({ line, code, reason })),
    changes: outcome.changes,
    nextId: outcome.changes.length < page.limit ? null : (outcome.changes.at(-1)?.id ?? null),
  };
}

const rejectsShown = 20;

/** Every part that landed is in force with this one, or was left out, and no number is missing. */
function isRunWhole(
  { openRuns }: FeedFacts,
  fullRun: string | null,
  part: number,
  landedParts: readonly number[],
): boolean {
  const parts = new Set(openRuns.find((run) => run.fullRun === fullRun)?.parts).add(part);
  const last = Math.max(...landedParts);
  return (
    fullRun !== null &&
    Array.from({ length: last }, (_, index) => index + 1).every((number) => parts.has(number))
  );
}

function recognise(unit: BusinessUnit, { key, object }: PlanTarget): ParsedFile {
  const parsed = parseKey(key, unit);
  if (parsed.outcome === 'ignored')
    throw new InvalidInput(parsed.code, `${key} would be ignored: ${parsed.reason}`);
  if (object.sizeBytes > limits.planBytes) {
    throw new InvalidInput(
      'too-large-to-plan',
      `${key} has ${object.sizeBytes} bytes; a plan looks at ${limits.planBytes} at the most. Plan a part of it.`,
    );
  }
  return parsed;
}

function placeOf(parsed: ParsedFile, { key, object }: PlanTarget, now: Date) {
  return {
    feed: parsed.feed.name,
    key,
    shape: parsed.shape.name,
    kind: parsed.kind,
    runKey: runKey(parsed),
    part: parsed.part,
    orderKey: orderKey(parsed, key, object.lastModified ?? now, 0),
  };
}

type Computed = PlannedOutcome & { halts: FilePlan['halts'] };

/** A file that cannot be loaded as a whole is an answer, too. */
async function computeOrRefuse(compute: () => Promise<PlannedOutcome>): Promise<Computed> {
  try {
    return { ...(await compute()), halts: [] };
  } catch (error) {
    if (!isMillraceError(error) || !(error instanceof InvalidInput)) throw error;
    const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
    const nothing = { counts, ids: 0, overtaken: 0, refused: [], live: 0, withheld: false, changes: [] };
    return { ...nothing, closing: null, halts: [{ code: error.code, message: error.message }] };
  }
}

async function* keepRejects(blocks: AsyncIterable<Block>, kept: Reject[]): AsyncIterable<Block> {
  for await (const block of blocks) {
    kept.push(...block.rejects.slice(0, Math.max(0, rejectsShown - kept.length)));
    yield block;
  }
}

function badFile(totals: StagingTotals, rejectShare: number): FilePlan['halts'] {
  try {
    refuseBadFile(totals, rejectShare);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return [{ code: error.code, message: error.message }];
  }
}

function guarded({ counts, live }: PlannedOutcome, facts: FeedFacts): FilePlan['halts'] {
  const { settings } = facts;
  const guard: GuardVerdict = { deletes: counts.deleted, live, share: settings.deletionGuard };
  return tripsGuard(guard, facts) ? [{ code: 'deletion-guard', message: describeGuard(guard) }] : [];
}

function nameOfPlace({ correctsLoad }: PlannedFile, late: boolean, sameBytes: boolean): FilePlan['place'] {
  if (sameBytes) return 'duplicate';
  if (correctsLoad !== null) return 'correction';
  return late ? 'late' : 'last';
}

/** What would halt it for its place in the order alone, be that now or once its turn has come. */
function haltsOfPlace(file: PlannedFile, facts: FeedFacts): FilePlan['halts'] {
  const turn = { ...facts, next: file, halted: [], openRuns: [], replayFrom: null, leftOut: [] };
  const step = decideNext(turn);
  if (step.step === 'halt') return [{ code: step.code, message: step.message }];
  return file.correctsLoad !== null && facts.settings.late === 'halt' ? [describeLate(file, true)] : [];
}
