import { InvalidInput } from '../errors.ts';
import type { ChangeRequest } from './requests.ts';
import type { FileStanding } from './responses.ts';

/** The event that an operator's word on a file becomes. */
export type StandingChange = {
  type: 'file_resumed' | 'file_skipped' | 'file_unskipped';
  /** From now on the deletion guard lets this landed file through. */
  acceptsDeletes: boolean;
  metadata: Record<string, unknown>;
};

/**
 * What a request means for a file that stands like this. Nothing of it is done here.
 * @throws InvalidInput when it means nothing for such a file; the message says what would
 */
export function decideChange(request: ChangeRequest, standing: FileStanding): StandingChange {
  const { by } = request;
  switch (request.verb) {
    case 'resume': {
      const { acceptDeletes } = request;
      refuseResume(standing, acceptDeletes);
      const because = 'millrace resume';
      const metadata = acceptDeletes ? { because, by, accept_deletes: true } : { because, by };
      return { type: 'file_resumed', acceptsDeletes: acceptDeletes, metadata };
    }
    case 'skip':
      refuseSkip(standing);
      return { type: 'file_skipped', acceptsDeletes: false, metadata: { by, reason: request.reason } };
    case 'unskip':
      refuseUnskip(standing);
      return { type: 'file_unskipped', acceptsDeletes: false, metadata: { by } };
  }
}

function refuseResume(standing: FileStanding, acceptDeletes: boolean): void {
  const { file, state, halt, withheld } = standing;
  if (halt) {
    if (!acceptDeletes || halt.code === 'deletion-guard') return;
    throw new InvalidInput(
      'no-deletes-to-accept',
      `${file} was not halted for its deletes (${halt.code}). Resume it without --accept-deletes.`,
    );
  }
  if (!withheld) {
    const next = state === 'skipped' ? ' `millrace skip --undo` takes that back.' : '';
    throw new InvalidInput(
      'not-halted',
      `${file} is ${state}, not halted: there is nothing to resume.${next}`,
    );
  }
  if (!acceptDeletes) {
    throw new InvalidInput(
      'not-halted',
      `${file} is applied; only the deletes of its full run were withheld. --accept-deletes deletes the ` +
        `${withheld.absent} records that the run does not have.`,
    );
  }
}

function refuseSkip({ file, state, inForce, skipped }: FileStanding): void {
  const isLoadable = inForce || state === 'pending' || state === 'loading' || state === 'halted';
  if (isLoadable && !skipped) return;
  const why = skipped ? `was left out already, by event ${skipped.event}` : `is ${state}`;
  throw new InvalidInput('nothing-to-skip', `${file} ${why}: nothing of it is loaded anyway.`);
}

function refuseUnskip({ file, state, skipped, hasNewer }: FileStanding): void {
  if (!skipped) throw new InvalidInput('not-skipped', `${file} is ${state}; nobody left it out.`);
  if (!hasNewer) return;
  throw new InvalidInput(
    'superseded-file',
    `A newer version of ${file} took the place of the one that was left out: it stays out.`,
  );
}
