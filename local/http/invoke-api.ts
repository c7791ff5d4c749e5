import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Throttled, UnknownFunction } from '../functions/invocation.ts';
import type { InvocationResult, Invoke } from '../functions/invocation.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import type { Answer } from './answer.ts';

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const maxRequestBytes = 6 * 1024 * 1024;
const maxAsynchronousBytes = 1024 * 1024;

/** Lambda's Invoke API: waiting for the result, for nothing (`Event`), or only asking (`DryRun`). Null: not for it. */
export async function answerInvoke(
  request: IncomingMessage,
  pathname: string,
  invoke: Invoke,
): Promise<Answer | null> {
  const encoded = request.method === 'POST' ? path.exec(pathname)?.[1] : undefined;
  if (encoded === undefined) return null;
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const requestId = { 'x-amzn-requestid': randomUUID() };
  try {
    const limit = type === 'Event' ? maxAsynchronousBytes : maxRequestBytes;
    const event = (await readBody(request, limit)) || '{}';
    JSON.parse(event);
    if (type === 'DryRun') return { status: 204, headers: requestId, body: '' };
    const invocation = invoke(decodeURIComponent(encoded), event);
    if (type === 'RequestResponse') return describeResult(await invocation, requestId);
    await untilRefused(invocation);
    return { status: 202, headers: requestId, body: '' };
  } catch (thrown) {
    return describeError(thrown, requestId);
  }
}

/** An unknown function is refused at once; whatever happens later, nobody waits for. */
async function untilRefused(invocation: Promise<InvocationResult>): Promise<void> {
  const settled = invocation.then(
    () => null,
    (error: unknown) => error,
  );
  const error = await Promise.race([
    settled,
    new Promise<null>((resolve) => setImmediate(() => resolve(null))),
  ]);
  if (error instanceof UnknownFunction) throw error;
}

function describeResult(
  { payload, functionError }: InvocationResult,
  headers: Record<string, string>,
): Answer {
  const error: Record<string, string> =
    functionError === null ? {} : { 'x-amz-function-error': functionError };
  const common = { ...headers, 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  return { status: 200, headers: { ...common, ...error }, body: payload };
}

function describeError(thrown: unknown, headers: Record<string, string>): Answer {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof UnknownFunction) return refusal(404, 'ResourceNotFoundException', message, headers);
  if (thrown instanceof Throttled) return refusal(429, 'TooManyRequestsException', message, headers);
  if (thrown instanceof BodyTooLarge) return refusal(413, 'RequestTooLargeException', message, headers);
  if (thrown instanceof SyntaxError) {
    return refusal(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${message}`,
      headers,
    );
  }
  return refusal(500, 'ServiceException', message, headers);
}

function refusal(status: number, type: string, message: string, headers: Record<string, string>): Answer {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
  };
}
