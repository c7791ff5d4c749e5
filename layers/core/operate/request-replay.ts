import { InvalidInput, NotFound } from '../errors.ts';
import { readFileReference, type FileReference } from './file-reference.ts';
import type { ReplayRequest } from './requests.ts';
import type { FeedReplay, ReplayResponse } from './responses.ts';

/** A replay that somebody asks for, as the store finds it. */
export type ReplayFacts = {
  /** The event to begin at; null when there is none, `event` null when the file that was named is not in force. */
  from: { event: string | null; file: string | null } | null;
  /** The feeds with files in force from there on. */
  feeds: FeedReplay[];
  /** What became of each file that is to be left out: unknown, before the point of return, or part of the replay. */
  without: { file: string; standing: 'unknown' | 'outside' | 'inside' }[];
};

/** What is written of a replay: the request itself, and with it the skips. */
export type ReplayOrder = { by: string; reason: string };

/** The event log of one business unit, as an operator may mark it. */
export interface ReplayStore {
  /**
   * Finds out what a replay would do and writes what `decide` makes of it, if anything, in one transaction.
   * @returns the facts, and the id of the event that was written
   */
  markForReplay(
    wish: { from: FileReference; without: FileReference[] },
    decide: (facts: ReplayFacts) => ReplayOrder | null,
  ): Promise<{ facts: ReplayFacts; event: string | null }>;
}

type ReplayDeps = {
  landingBucket: string;
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): ReplayStore;
  ring(unitName: string, because: string): Promise<void>;
};

/**
 * Marks every event from one on for replay, leaves files out if asked to, and rings the unit's bell; a dry run only looks.
 * @throws NotFound `unknown-event`, `unknown-file`; InvalidInput when there is nothing to replay, or no reason
 */
export async function requestReplay(deps: ReplayDeps, request: ReplayRequest): Promise<ReplayResponse> {
  const wish = {
    from: readFileReference(request.from, deps.landingBucket),
    without: request.without.map((file) => readFileReference(file, deps.landingBucket)),
  };
  const { facts, event } = await deps.storeOf(request.unit).markForReplay(wish, (found) => {
    refuseReplay(request, found);
    return orderOf(request);
  });
  if (event !== null) await deps.ring(request.unit, `replay by ${request.by}`);
  return { from: facts.from as ReplayResponse['from'], feeds: facts.feeds, event };
}

/** Why a replay cannot be. */
function refuseReplay(request: ReplayRequest, { from, feeds, without }: ReplayFacts): void {
  const { unit, from: name } = request;
  if (from === null) throw refuseUnknown(unit, name);
  if (from.event === null) {
    throw new InvalidInput(
      'not-in-force',
      `${from.file} is not in force, so no replay can begin at it. Name the event of a file that is.`,
    );
  }
  if (feeds.length === 0) {
    throw new InvalidInput(
      'nothing-to-replay',
      `No file in force of ${unit} has an event from ${from.event} on: there is nothing to replay.`,
    );
  }
  const unknown = without.find(({ standing }) => standing === 'unknown');
  if (unknown) throw unknownFile(unit, unknown.file);
  const outside = without.find(({ standing }) => standing === 'outside');
  if (outside) {
    throw new InvalidInput(
      'not-in-replay',
      `${outside.file} is not among the files of this replay. \`millrace skip\` leaves it out by itself.`,
    );
  }
}

function orderOf({ dryRun, by, reason }: ReplayRequest): ReplayOrder | null {
  if (dryRun) return null;
  if (reason === undefined)
    throw new InvalidInput('no-reason', 'A replay wants a reason: the event keeps it.');
  return { by, reason };
}

function refuseUnknown(unit: string, name: string): NotFound {
  return /^\d+$/.test(name)
    ? new NotFound('unknown-event', `${unit} has no event ${name}. \`millrace events\` lists them.`)
    : unknownFile(unit, name);
}

function unknownFile(unit: string, name: string): NotFound {
  const what = 'Name a key, an s3:// URI or the id of an event.';
  return new NotFound('unknown-file', `${unit} knows no file "${name}". ${what}`);
}
