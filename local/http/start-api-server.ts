import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Invoke } from '../functions/invocation.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import type { HttpServer } from './listen-on-loopback.ts';
import type { Answer } from './answer.ts';
import { answerInvoke } from './invoke-api.ts';
import { answerIssuer, type Issuer } from '../issuer/issuer-api.ts';
import { answerSecrets } from './secrets-api.ts';
import type { LocalSecret } from './secrets-api.ts';

/** What the server answers from. It may change while it runs: functions exist only when its address is known. */
export type ApiBackends = { invoke: Invoke; secrets: readonly LocalSecret[]; issuer?: Issuer | null };

/**
 * One address for Lambda's Invoke API, Secrets Manager, and the issuer of the tokens that open the HTTP API.
 * @param port 0 for a free one
 */
export async function startApiServer(port: number, backends: ApiBackends): Promise<HttpServer> {
  return listenOnLoopback('Lambda', port, (request, reply) => void serve(request, reply, backends));
}

async function serve(request: IncomingMessage, reply: ServerResponse, backends: ApiBackends): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const answer = await findAnswer(request, pathname, backends).catch((error: unknown) =>
    problem(500, 'Internal Server Error', `The local stack failed: ${String(error)}`),
  );
  if (reply.destroyed) return;
  reply.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  reply.end(answer.body);
}

async function findAnswer(
  request: IncomingMessage,
  pathname: string,
  backends: ApiBackends,
): Promise<Answer> {
  return (
    (await answerInvoke(request, pathname, backends.invoke)) ??
    (await answerSecrets(request, backends.secrets)) ??
    (backends.issuer ? await answerIssuer(request, pathname, backends.issuer) : null) ??
    problem(404, 'Not Found', `There is nothing at ${request.method} ${pathname}.`)
  );
}

/** RFC 9457. */
function problem(status: number, title: string, detail: string): Answer {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}
