import { apiPath } from './endpoint.ts';

/** What an API answers to one request. */
export type ApiAnswer = { status: number; headers: Record<string, string>; body: string };

/** Every problem that a request can meet: stable codes, documented in docs/api.md. */
export const problems = {
  'invalid-query': { status: 400, title: 'The query cannot be followed' },
  'invalid-cursor': { status: 400, title: 'The cursor leads nowhere' },
  'invalid-body': { status: 400, title: 'The body cannot be followed' },
  'not-signed-in': { status: 401, title: 'Nobody is signed in' },
  'missing-scope': { status: 403, title: 'The token is not good for this' },
  'foreign-unit': { status: 403, title: 'The token is for other business units' },
  'no-such-route': { status: 404, title: 'There is nothing here' },
  'no-such-item': { status: 404, title: 'There is no such item' },
  'not-failed': { status: 409, title: 'The write-back has not failed' },
  overtaken: { status: 409, title: 'Later write-backs took over' },
  'changed-meanwhile': { status: 412, title: 'The item has changed since' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-type': { status: 415, title: 'The body is not said to be JSON' },
  internal: { status: 500, title: 'The pipeline failed' },
  unavailable: { status: 503, title: 'The pipeline cannot answer now' },
} as const;
export type ProblemCode = keyof typeof problems;

/** A request that is not answered, and why: thrown, and turned into an answer in one place. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param members what a client's program may want to read beside code and detail */
  constructor(
    code: ProblemCode,
    detail: string,
    members: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.members = members;
    this.headers = headers;
  }
}

const retryAfterSeconds = 5;

/** As RFC 9457 writes it; its type leads to the code's place on the reference page. */
export function answerProblem({ code, message, members, headers }: Problem): ApiAnswer {
  const { status, title } = problems[code];
  const type = `${apiPath}/docs#${code}`;
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(code === 'missing-scope' && { 'www-authenticate': 'Bearer error="insufficient_scope"' }),
      ...(status === 503 && { 'retry-after': `${retryAfterSeconds}` }),
      ...headers,
    },
    body: JSON.stringify({ type, title, status, detail: message, code, ...members }),
  };
}
