import { NotFound } from '../errors.ts';
import { decideChange, type StandingChange } from './decide-change.ts';
import { readFileReference, type FileReference } from './file-reference.ts';
import type { ChangeRequest } from './requests.ts';
import type { ChangeResponse, FileStanding } from './responses.ts';

/** The files of one business unit, as an operator may change them. */
export interface StandingStore {
  /**
   * Reads where a file stands and writes what `decide` makes of it, if anything, in one transaction.
   * @param looksAhead whether to work out what the state would be without the file, if it is in force
   * @returns null when the unit knows no such file
   */
  changeStanding(
    file: FileReference,
    decide: (standing: FileStanding) => StandingChange | null,
    looksAhead: boolean,
  ): Promise<ChangeResponse | null>;
}

export type ChangeDeps = {
  landingBucket: string;
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): StandingStore;
  /** Rings the unit's bell. Never throws: a change stands without it, and the reconciler rings within a minute. */
  ring(unitName: string, because: string): Promise<void>;
};

/**
 * Writes an operator's word on one file and rings the unit's bell; a dry run only looks.
 * @throws NotFound `unknown-file`; InvalidInput when the word means nothing for the file as it stands
 */
export async function changeFile(deps: ChangeDeps, request: ChangeRequest): Promise<ChangeResponse> {
  const reference = readFileReference(request.file, deps.landingBucket);
  const decide = (standing: FileStanding): StandingChange | null => {
    const change = decideChange(request, standing);
    return request.dryRun ? null : change;
  };
  const looksAhead = request.dryRun && request.verb === 'skip';
  const answer = await deps.storeOf(request.unit).changeStanding(reference, decide, looksAhead);
  if (answer === null) {
    throw new NotFound(
      'unknown-file',
      `${request.unit} knows no file "${request.file}". Name a key, an s3:// URI or the id of an event.`,
    );
  }
  if (answer.event !== null) await deps.ring(request.unit, `${request.verb} by ${request.by}`);
  return answer;
}
