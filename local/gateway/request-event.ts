import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { MatchedRoute } from './match-route.ts';
import type { Claim, TokenClaims } from './verify-token.ts';

export type EventParts = {
  api: { id: string; accountId: string };
  request: IncomingMessage;
  url: URL;
  matched: MatchedRoute;
  claims: TokenClaims | null;
  body: Buffer;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const textTypes = /^(text\/|application\/(json|javascript|xml|[\w.+-]*\+(json|xml))\b)/;

/** The event of payload format 2.0 that API Gateway sends a function (API Gateway guide, "Lambda proxy integrations"). */
export function requestEvent({ api, request, url, matched, claims, body }: EventParts) {
  const now = new Date();
  const { cookie, ...headers } = request.headers;
  const query = joinParameters(url.searchParams);
  const isText = body.length === 0 || textTypes.test(headers['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey: matched.route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: joinHeaders(headers),
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(matched.parameters).length > 0 && { pathParameters: matched.parameters }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.id,
      ...(claims && { authorizer: { jwt: { claims: claimsAsText(claims), scopes: scopesOf(matched) } } }),
      domainName: headers.host ?? '',
      domainPrefix: api.id,
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: matched.route.key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** Every claim is a text; a list is `[a b]`. */
function claimsAsText(claims: TokenClaims): Record<string, string> {
  const text = (value: Claim | undefined): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  };
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, text(value)]));
}

function scopesOf({ route }: MatchedRoute): string[] | null {
  return route.scopes.length === 0 ? null : [...route.scopes];
}

/** What comes several times is joined by commas. */
function joinParameters(parameters: URLSearchParams): Record<string, string> | null {
  const joined: Record<string, string> = {};
  for (const [name, value] of parameters)
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]},${value}` : value;
  return Object.keys(joined).length === 0 ? null : joined;
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

/** `12/Mar/2020:19:03:58 +0000`. */
function clfTime(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
