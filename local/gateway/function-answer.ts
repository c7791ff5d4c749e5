import type { InvocationResult } from '../functions/invocation.ts';

/** What the gateway sends to the client. */
export type GatewayAnswer = {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
};

/** The gateway's own words; a function never sees such a request, or gave no answer to it. */
export function ownAnswer(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): GatewayAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message }),
  };
}

type Structured = {
  statusCode?: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
};

/**
 * What a function's result means (payload format 2.0): without a status code it is itself the body. A function that failed
 * or gave no JSON is an Internal Server Error.
 */
export function functionAnswer({ payload, functionError }: InvocationResult): GatewayAnswer {
  if (functionError !== null) return ownAnswer(500, 'Internal Server Error');
  const result = JSON.parse(payload) as Structured | null;
  if (typeof result !== 'object' || result?.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const lowerCase = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lowerCase),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
