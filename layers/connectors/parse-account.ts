import * as z from 'zod';
import { Unauthorized } from '#core/write-back/connector-errors.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The base address of a destination, without a slash at its end. A token travels over TLS, or not off the machine. */
export const BaseUrl = z
  .url()
  .refine(isSafe)
  .transform((text) => text.replace(/\/+$/, ''));

/** A credential as a header takes it; with any other character in it, the error of `fetch` would show it. */
export const Token = z.string().regex(/^[\x21-\x7e]+$/);

function isSafe(text: string): boolean {
  const { protocol, hostname } = URL.parse(text) ?? { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

/**
 * What a secret says about an account. Members that the account does not know are left alone.
 * @throws Unauthorized `bad-credentials`, which names the members that are missing or wrong, and no value
 */
export function parseAccount<Account extends z.ZodType>(
  title: string,
  schema: Account,
  secretText: string,
): z.output<Account> {
  const { success, data, error } = schema.safeParse(parseJson(secretText));
  if (success) return data;
  const members = new Set(error.issues.map(({ path }) => path[0]).filter((name) => name !== undefined));
  const wrong =
    members.size === 0 ? 'is no JSON object' : `lacks, or has wrongly: ${[...members].join(', ')}`;
  throw new Unauthorized(
    'bad-credentials',
    `The secret with the account of ${title} ${wrong}. Put it right as docs/operations.md shows it.`,
    { members: [...members] },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
