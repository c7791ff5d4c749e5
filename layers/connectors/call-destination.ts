import { asError, Unavailable } from '#core/errors.ts';
import { readAnswer } from './read-answer.ts';

/** Where a destination is and who we are there. */
export type Access = {
  /** As people call it, for messages. */
  title: string;
  /** Without a slash at its end. */
  baseUrl: string;
  token: string;
};

export type Call = { method: 'GET' | 'POST' | 'PATCH'; path: string; body: unknown };

/** What came back: JSON; undefined where a 429 or a 401 came with something else. */
export type RemoteAnswer = { status: number; headers: Headers; body: unknown };

/**
 * One call, and no other: nothing is repeated, no redirect is followed, so the token goes nowhere else.
 * @param signal also says how long it may take, its answer included
 * @throws Unavailable `destination-unreachable`, `destination-timeout`; `destination-unavailable` for a 5xx;
 *   `unreadable-answer` for one that is no JSON or too large. A write may have been taken all the same.
 */
export async function callDestination(
  { title, baseUrl, token }: Access,
  { method, path, body }: Call,
  signal: AbortSignal,
): Promise<RemoteAnswer> {
  try {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    return await readAnswer(title, response);
  } catch (thrown) {
    if (thrown instanceof Unavailable) throw thrown;
    throw signal.aborted ? timedOut(title) : unreachable(title, asError(thrown));
  }
}

function timedOut(title: string): Unavailable {
  const message = `${title} had not answered when the time for it was over. It is tried again.`;
  return new Unavailable('destination-timeout', message);
}

/** Fetch hides the reason in the cause. Neither holds what was sent. */
function unreachable(title: string, { message, cause }: Error): Unavailable {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
  return new Unavailable(
    'destination-unreachable',
    `${title} cannot be reached: ${reason}. It is tried again.`,
  );
}
