import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../http/answer.ts';
import { listenOnLoopback, type HttpServer } from '../http/listen-on-loopback.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import type { Fault, Faults } from './fault.ts';

export type ThirdPartyRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  /** What stands behind `Bearer`; null for nothing. */
  token: string | null;
  /** Parsed JSON; undefined when there is none, or what is there is none. */
  body: unknown;
  fault: Fault | null;
};

export type ThirdParty = {
  name: string;
  /** 0 for a free one. */
  port: number;
  faults?: Faults;
  answer(request: ThirdPartyRequest): Promise<Answer>;
  tooLarge: Answer;
};

const maxRequestBytes = 1024 * 1024;

/** A server that plays a third party's part, with what is to go wrong. */
export async function startThirdParty(party: ThirdParty): Promise<HttpServer> {
  return listenOnLoopback(party.name, party.port, (message, reply) => void serve(party, message, reply));
}

async function serve(party: ThirdParty, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(party, message);
    const { fault } = request;
    if (fault?.kind === 'answer') return send(reply, { headers: {}, ...fault });
    if (fault?.kind === 'endless') return goOnForEver(reply);
    const answer = fault && 'done' in fault && !fault.done ? null : await party.answer(request);
    if (fault?.kind === 'cut') return void reply.destroy();
    if (fault?.kind !== 'silence' && answer) send(reply, answer);
  } catch (error) {
    if (error instanceof BodyTooLarge) return send(reply, party.tooLarge);
    if (!reply.headersSent)
      send(reply, { status: 500, headers: {}, body: `The stand-in failed: ${String(error)}` });
  }
}

async function readRequest({ faults }: ThirdParty, message: IncomingMessage): Promise<ThirdPartyRequest> {
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://localhost');
  const method = message.method ?? 'GET';
  return {
    ...{ method, path: pathname, query: searchParams },
    token: /^Bearer (.+)$/.exec(message.headers.authorization ?? '')?.[1] ?? null,
    body: parseJson(await readBody(message, maxRequestBytes)),
    fault: faults?.next({ method, path: pathname }) ?? null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(reply: ServerResponse, { status, headers, body }: Answer): void {
  if (reply.destroyed) return;
  reply.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  reply.end(body);
}

/** As fast as it is read, until nobody reads any more. */
function goOnForEver(reply: ServerResponse): void {
  const piece = ' '.repeat(64 * 1024);
  const more = (): void => {
    if (!reply.destroyed) reply.write(piece, () => setImmediate(more));
  };
  reply.writeHead(200, { 'content-type': 'application/json' });
  reply.write('{');
  more();
}
