import type { IncomingHttpHeaders } from 'node:http';
import type { Cors } from './read-api.ts';

/** What the gateway adds to every answer for a browser of another origin: nothing for one that is not allowed. */
export function corsHeaders(cors: Cors | null, headers: IncomingHttpHeaders): Record<string, string> {
  const allowed = allowedOrigin(cors, headers);
  if (cors === null || allowed === null) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed !== '*' && { vary: 'Origin' }),
    ...list('access-control-expose-headers', cors.exposedHeaders),
  };
}

/**
 * The gateway's own answer to a browser that asks first; null when the request is none.
 * An origin that is not allowed gets the same 204, without the headers that would let it go on.
 */
export function preflightHeaders(
  cors: Cors | null,
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> | null {
  const asks = method === 'OPTIONS' && headers.origin && headers['access-control-request-method'];
  if (cors === null || !asks) return null;
  const allowed = allowedOrigin(cors, headers);
  if (allowed === null) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed !== '*' && { vary: 'Origin' }),
    ...list('access-control-allow-methods', cors.methods),
    ...list('access-control-allow-headers', cors.requestHeaders),
    ...(cors.maxAgeSeconds !== null && { 'access-control-max-age': `${cors.maxAgeSeconds}` }),
  };
}

function allowedOrigin(cors: Cors | null, { origin }: IncomingHttpHeaders): string | null {
  if (cors === null || origin === undefined) return null;
  if (cors.origins.includes('*')) return '*';
  return cors.origins.includes(origin) ? origin : null;
}

function list(name: string, values: readonly string[]): Record<string, string> {
  return values.length === 0 ? {} : { [name]: values.join(',') };
}
