import { Buffer } from 'node:buffer';
import type { Endpoint } from './endpoint.ts';
import { Problem } from './problem.ts';

/** A body as it was sent, and what its sender says that it is. */
export type ApiBody = { type: string | null; text: string };

/** Far more than any edit has. */
const mostBytes = 64 * 1024;

/**
 * The members of a body that an endpoint takes.
 * @throws Problem `unsupported-type`, `body-too-large`, or `invalid-body` naming every member that is unknown or wrong
 */
export function readBody({ body: schema }: Endpoint, { type, text }: ApiBody): Record<string, unknown> {
  if (schema === undefined) return {};
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type ?? ''))
    throw new Problem('unsupported-type', 'Send JSON, and say so: Content-Type: application/json.');
  if (Buffer.byteLength(text) > mostBytes)
    throw new Problem('body-too-large', `A body here has at most ${mostBytes} bytes.`);
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((member) => ({ member, detail: 'There is no such member.' }))
      : [{ member: issue.path.join('.'), detail: issue.message }],
  );
  const wrong = errors
    .map(({ member, detail }) => (member === '' ? detail : `${member}: ${detail}`))
    .join(' ');
  const known = Object.keys(schema.shape).join(', ');
  throw new Problem('invalid-body', `${wrong} The members here: ${known}.`, { errors });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid-body', 'The body is not JSON.', { errors: [] });
  }
}
