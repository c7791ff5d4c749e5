import type { IncomingMessage, ServerResponse } from 'node:http';
import { Throttled, type InvocationResult, type Invoke } from '../functions/invocation.ts';
import { listenOnLoopback, type HttpServer } from '../http/listen-on-loopback.ts';
import { BodyTooLarge, readBytes } from '../http/read-body.ts';
import { corsHeaders, preflightHeaders } from './cors-headers.ts';
import { functionAnswer, ownAnswer, type GatewayAnswer } from './function-answer.ts';
import { routeMatcher, type MatchedRoute } from './match-route.ts';
import type { HttpApi } from './read-api.ts';
import { requestEvent } from './request-event.ts';
import { TokenRefused, tokenVerifier, type TokenClaims } from './verify-token.ts';

export type GatewayOptions = {
  api: HttpApi;
  accountId: string;
  /** 0 for a free one. */
  port: number;
  invoke: Invoke;
  /** Where the issuer of its tokens is on this machine. */
  issuerUrl: string;
};

const maxRequestBytes = 10 * 1024 * 1024;
/** The longest that an HTTP API waits for a function. */
const integrationTimeoutMs = 30_000;

/**
 * Serves an HTTP API as API Gateway does: routes, preflights, tokens, limits, and its own words for what no function
 * answers. Not throttled, and not logged: there is one person here.
 */
export async function startGateway(options: GatewayOptions): Promise<HttpServer> {
  const gateway = {
    ...options,
    match: routeMatcher(options.api.routes),
    verifyToken: tokenVerifier(options.issuerUrl),
  };
  return listenOnLoopback(
    'The HTTP API',
    options.port,
    (request, reply) => void serve(request, reply, gateway),
  );
}

type Gateway = GatewayOptions & {
  match: ReturnType<typeof routeMatcher>;
  verifyToken: ReturnType<typeof tokenVerifier>;
};

async function serve(request: IncomingMessage, reply: ServerResponse, gateway: Gateway): Promise<void> {
  const answer = await answerRequest(request, gateway).catch(describeFailure);
  if (reply.destroyed) return;
  const { status, headers, body } = answer;
  const hasBody = status !== 204 && status !== 304;
  reply.writeHead(status, {
    ...headers,
    ...corsHeaders(gateway.api.cors, request.headers),
    ...(hasBody && { 'content-length': Buffer.byteLength(body) }),
  });
  reply.end(hasBody ? body : undefined);
}

async function answerRequest(request: IncomingMessage, gateway: Gateway): Promise<GatewayAnswer> {
  const method = request.method ?? 'GET';
  const preflight = preflightHeaders(gateway.api.cors, method, request.headers);
  if (preflight) return { status: 204, headers: preflight, body: '' };
  const url = new URL(`http://gateway${request.url ?? '/'}`);
  const body = await readBytes(request, maxRequestBytes);
  const matched = gateway.match(method, url.pathname);
  if (!matched) return ownAnswer(404, 'Not Found');
  const claims = await authorize(request, matched, gateway);
  const event = requestEvent({
    api: { id: gateway.api.id, accountId: gateway.accountId },
    ...{ request, url, matched, claims, body },
  });
  const result = await withinTime(gateway.invoke(matched.route.functionArn, JSON.stringify(event)));
  return result === 'late' ? ownAnswer(503, 'Service Unavailable') : functionAnswer(result);
}

/** The claims of a good token; null where none is asked for. */
async function authorize(
  { headers }: IncomingMessage,
  { route: { authorizer, scopes } }: MatchedRoute,
  { verifyToken }: Gateway,
): Promise<TokenClaims | null> {
  if (authorizer === null) return null;
  const token = headers.authorization?.replace(/^Bearer\s+/i, '').trim();
  if (!token) throw new Refusal(401, 'Unauthorized', 'Bearer');
  const claims = await verifyToken(token, authorizer).catch((error: unknown) => {
    if (!(error instanceof TokenRefused)) throw error;
    const why = `Bearer scope="" error="invalid_token" error_description="${error.message}"`;
    throw new Refusal(401, 'Unauthorized', why);
  });
  const words = claims['scope'] ?? claims['scp'];
  const granted = typeof words === 'string' ? words.split(' ') : [];
  if (scopes.length === 0 || scopes.some((scope) => granted.includes(scope))) return claims;
  throw new Refusal(403, 'Forbidden', `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`);
}

/** A token that does not open the route. */
class Refusal extends Error {
  readonly answer: GatewayAnswer;
  constructor(status: number, message: string, challenge: string) {
    super(message);
    this.answer = ownAnswer(status, message, { 'www-authenticate': challenge });
  }
}

async function withinTime(invocation: Promise<InvocationResult>): Promise<InvocationResult | 'late'> {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(resolve, integrationTimeoutMs, 'late');
  return Promise.race([invocation, promise]).finally(() => clearTimeout(timer));
}

function describeFailure(thrown: unknown): GatewayAnswer {
  if (thrown instanceof Refusal) return thrown.answer;
  if (thrown instanceof BodyTooLarge) return ownAnswer(413, 'Request Entity Too Large');
  if (thrown instanceof Throttled) return ownAnswer(503, 'Service Unavailable');
  return ownAnswer(500, 'Internal Server Error');
}
