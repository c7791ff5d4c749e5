import * as z from 'zod';
import { Unauthorized } from '#core/write-back/connector-errors.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The base address of a destination, without a slash at its end. A token travels over TLS, or not off the machine. */
export const BaseUrl = z
  .url()
  .refine(isSafe)
  // `fetch` would refuse it, and show it.
  .refine(namesNobody, {
    params: { told: 'which holds a user or a password: leave them out, the token says who we are' },
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** A credential as a header takes it; with any other character in it, the error of `fetch` would show it. */
export const Token = z.string().regex(/^[\x21-\x7e]+$/);

function isSafe(text: string): boolean {
  const { protocol, hostname } = URL.parse(text) ?? { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

function namesNobody(text: string): boolean {
  const { username, password } = URL.parse(text) ?? { username: '', password: '' };
  return username === '' && password === '';
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
  const wrong = new Map(error.issues.flatMap(describeIssue));
  const what =
    wrong.size === 0 ? 'is no JSON object' : `lacks, or has wrongly: ${[...wrong.values()].join(', ')}`;
  throw new Unauthorized(
    'bad-credentials',
    `The secret with the account of ${title} ${what}. Put it right as docs/operations.md shows it.`,
    { members: [...wrong.keys()] },
  );
}

/** The member and, where its schema says more, what is wrong with it. */
function describeIssue(issue: z.core.$ZodIssue): [member: PropertyKey, told: string][] {
  const [member] = issue.path;
  if (member === undefined) return [];
  const told: unknown = issue.code === 'custom' ? issue.params?.['told'] : undefined;
  return [[member, typeof told === 'string' ? `${String(member)}, ${told}` : String(member)]];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
