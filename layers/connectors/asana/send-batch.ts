import * as z from 'zod';
import { callDestination, type Access } from '../call-destination.ts';
import { unreadable } from '../read-answer.ts';
import { judgeStatus } from './judge-status.ts';
import { readRetryAfter } from './read-retry-after.ts';

/** One request inside of a batch. The path begins with a slash and has no query. */
export type Action = {
  relative_path: string;
  method: 'get' | 'put';
  data?: Record<string, unknown>;
  options?: { fields: readonly string[] };
};

const ActionResult = z.object({
  status_code: z.int(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown(),
});
export type ActionResult = z.infer<typeof ActionResult>;
const BatchBody = z.object({ data: z.array(ActionResult) });

/**
 * The actions as one call: what Asana did with each, in their order. Each counts as a request of its own. One task may be
 * forbidden; where all of several are, the token is to blame.
 * @throws Throttled, Unauthorized, Refused, Unavailable when the call fails as a whole
 */
export async function sendBatch(
  access: Access,
  actions: readonly Action[],
  signal: AbortSignal,
): Promise<ActionResult[]> {
  const answer = await callDestination(
    access,
    { method: 'POST', path: '/batch', body: { data: { actions } } },
    signal,
  );
  judgeStatus(answer.status, answer.body, readRetryAfter(answer.headers.get('retry-after')));
  const { data: batch } = BatchBody.safeParse(answer.body);
  if (batch?.data.length === actions.length) {
    const { data: results } = batch;
    if (results.length > 1 && results.every(isForbidden))
      judgeStatus(results[0]!.status_code, results[0]!.body, 0);
    return results;
  }
  throw unreadable(access.title, answer.status, `does not say what became of ${actions.length} actions`);
}

function isForbidden({ status_code: status }: ActionResult): boolean {
  return status === 401 || status === 403;
}
