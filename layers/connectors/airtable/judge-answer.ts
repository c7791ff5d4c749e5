import * as z from 'zod';
import { Unavailable } from '#core/errors.ts';
import { Refused, Throttled, Unauthorized } from '#core/write-back/connector-errors.ts';
import type { RemoteAnswer } from '../call-destination.ts';

/** How long Airtable turns everything away after too many requests; its answer does not say. */
const penaltyMs = 30_000;
/** The three shapes in which Airtable says what is wrong. */
const ErrorBody = z.union([
  z.object({ error: z.object({ type: z.string(), message: z.string().default('') }) }),
  z.object({ error: z.string() }),
  z.object({ errors: z.array(z.object({ error: z.string(), message: z.string().default('') })).min(1) }),
]);
/** No record is to blame for these: the base or the table of the account is not there. */
const wrongAccount = new Set(['NOT_FOUND', 'TABLE_NOT_FOUND']);
/** The place in a list of several pages is forgotten after a while. */
const lostPlace = 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE';

/** @throws Throttled, Unauthorized, Refused or Unavailable for whatever is no success */
export function judgeAnswer({ status, body }: RemoteAnswer): void {
  if (status < 300) return;
  const { type, message } = describe(body);
  const said = [`${status} ${type}`, message].filter(Boolean).join(', ').slice(0, 500);
  const facts = { status, type };
  if (status === 429) {
    throw new Throttled(
      'destination-throttled',
      `Airtable has had too many requests: ${said}.`,
      penaltyMs,
      facts,
    );
  }
  if (status === 401 || status === 403 || wrongAccount.has(type)) {
    throw new Unauthorized(
      'destination-unauthorized',
      `Airtable does not let us in: ${said}. Check token, base and tables in the secret.`,
      facts,
    );
  }
  if (type === lostPlace) throw new Unavailable('destination-unavailable', `Airtable: ${said}.`, facts);
  throw new Refused('refused-by-destination', `Airtable refuses it: ${said}.`, facts);
}

function describe(body: unknown): { type: string; message: string } {
  const { data } = ErrorBody.safeParse(body);
  if (!data) return { type: 'without a reason', message: '' };
  if ('errors' in data) return { type: data.errors[0]!.error, message: data.errors[0]!.message };
  return typeof data.error === 'string' ? { type: data.error, message: '' } : data.error;
}
