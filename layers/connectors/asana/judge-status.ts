import * as z from 'zod';
import { Unavailable } from '#core/errors.ts';
import { Refused, Throttled, Unauthorized } from '#core/write-back/connector-errors.ts';

const ErrorBody = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * For whatever is no success, of a call or of one action in it.
 * @throws Throttled, Unauthorized, Refused, Unavailable
 */
export function judgeStatus(status: number, body: unknown, retryAfterMs: number): void {
  if (status < 300) return;
  const said = describeErrors(status, body);
  const facts = { status };
  if (status === 429) {
    const message = `Asana has had too many requests: ${said}.`;
    throw new Throttled('destination-throttled', message, retryAfterMs, facts);
  }
  if (status === 401 || status === 403) {
    const message = `Asana does not let us in: ${said}. Check the token in the secret.`;
    throw new Unauthorized('destination-unauthorized', message, facts);
  }
  if (isPassing(status)) throw new Unavailable('destination-unavailable', `Asana answers ${said}.`, facts);
  throw new Refused('refused-by-destination', `Asana refuses it: ${said}.`, facts);
}

/** Whether the same call may go through later. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 408;
}

/** What Asana says is wrong, in its own words. */
export function describeErrors(status: number, body: unknown): string {
  const { data } = ErrorBody.safeParse(body);
  const said = data?.errors.map(({ message }) => message).join('; ') ?? 'without a reason';
  return `${status}, ${said.replace(/\.$/, '').slice(0, 500)}`;
}
