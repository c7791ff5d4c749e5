import type { Claims } from './check-token.ts';
import type { ApiDeps, ApiRequest, TaggedBody } from './answer-request.ts';
import type { Endpoint, Writing } from './endpoint.ts';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';
import { readId, readParameters } from './read-query.ts';

/** One change that somebody asks for. */
export type Write =
  | {
      kind: 'edit';
      entity: string;
      id: string;
      /** By column; null clears. */
      changes: Readonly<Record<string, unknown>>;
      /** Tags of the item as whoever edits has seen it; null: whatever it is. */
      seenTags: readonly string[] | null;
      by: string;
    }
  | { kind: 'retry'; id: string; by: string };

/** What became of it; `unchanged`, `conflict` and the like have written nothing. */
export type WriteOutcome =
  | 'edited'
  | 'unchanged'
  | 'retried'
  | 'unknown'
  | 'conflict'
  | 'not-failed'
  | 'overtaken';

/**
 * Changes one item and gives it as it is now, which may be later than what this change made of it: so edits, which wait for
 * each other, do not wait for answers. Whoever sends it on is told meanwhile; should that fail, it is found on the next round.
 * @throws Problem
 */
export async function answerWrite(
  deps: ApiDeps,
  endpoint: Endpoint,
  writing: Writing,
  request: ApiRequest,
): Promise<TaggedBody> {
  const parameters = readParameters(endpoint, request);
  const write = readWrite(endpoint, writing, request);
  const outcome = await deps.write(write);
  // Also when it cannot be read, whoever sends it on has been told before the answer is given: nothing runs afterwards.
  const [read] = await Promise.allSettled([
    deps.ask(endpoint, [], parameters),
    tell(deps, endpoint, write, outcome),
  ]);
  if (read.status === 'rejected') throw read.reason;
  const found = read.value;
  if (found === null) throw new Problem('no-such-item', `There is nothing with the id "${write.id}".`);
  refuse(outcome, write.id, found);
  return found;
}

/** Never fails. */
async function tell(
  { log, ring }: ApiDeps,
  { name }: Endpoint,
  { id, by }: Write,
  outcome: WriteOutcome,
): Promise<void> {
  if (outcome !== 'edited' && outcome !== 'retried') return;
  log.info('a write', { endpoint: name, id, by, outcome });
  await ring(`${name} ${id}`).catch((error: unknown) => {
    log.warn('nobody was told of new write-backs; the next round finds them', { error });
  });
}

function readWrite(endpoint: Endpoint, writing: Writing, request: ApiRequest): Write {
  const id = readId(endpoint, request.params);
  const by = subjectOf(request.claims);
  if (writing.kind === 'retry') return { kind: 'retry', id, by };
  const changes = readBody(endpoint, request.body);
  const seenTags = request.wantedTags?.includes('*') ? null : request.wantedTags;
  return { kind: 'edit', entity: writing.entity, id, changes, seenTags, by };
}

function subjectOf(claims: Claims | null): string {
  return claims?.['sub'] ?? claims?.['client_id'] ?? 'a token without a subject';
}

function refuse(outcome: WriteOutcome, id: string, { tag }: TaggedBody): void {
  switch (outcome) {
    case 'edited':
    case 'unchanged':
    case 'retried':
      return;
    case 'unknown':
      throw new Problem('no-such-item', `There is nothing with the id "${id}".`);
    case 'conflict':
      throw new Problem(
        'changed-meanwhile',
        'It is no longer what your If-Match names. Get it again, and edit what is there now.',
        { tag },
        tag === null ? {} : { etag: `"${tag}"` },
      );
    case 'not-failed':
      throw new Problem('not-failed', `Only a write-back that failed is sent again; ${id} has not.`);
    case 'overtaken':
      throw new Problem(
        'overtaken',
        `Later write-backs set every field of ${id} again: sending it would undo them.`,
      );
  }
}
