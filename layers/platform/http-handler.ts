import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ApiRequest } from '#core/api/answer-request.ts';
import type { ApiAnswer } from '#core/api/problem.ts';

/** What an HTTP API sends (payload format 2.0); a route that is open to everybody has no authorizer. */
export type HttpEvent = Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'requestContext'> & {
  requestContext: Partial<Pick<APIGatewayProxyEventV2WithJWTAuthorizer['requestContext'], 'authorizer'>>;
};
export type HttpResult = APIGatewayProxyStructuredResultV2;

/** One request of the gateway, as the API takes it. */
export function readHttpEvent(event: HttpEvent): ApiRequest {
  const { authorizer } = event.requestContext;
  const { headers } = event;
  return {
    routeKey: event.routeKey,
    params: withoutUnset(event.pathParameters),
    query: withoutUnset(event.queryStringParameters),
    knownTags: readTags(headers['if-none-match']),
    wantedTags: headers['if-match'] === undefined ? null : readStrongTags(headers['if-match']),
    body: { type: headers['content-type'] ?? null, text: readText(event) },
    claims: authorizer ? (authorizer.jwt.claims as Record<string, string>) : null,
  };
}

export function writeHttpResult({ status, headers, body }: ApiAnswer): HttpResult {
  return { statusCode: status, headers, body };
}

/** The tags of a header such as `"a", W/"b"`, without quotes; weak or strong makes no difference to whoever reads. */
function readTags(header: string | undefined): string[] {
  if (header?.trim() === '*') return ['*'];
  return Array.from((header ?? '').matchAll(/(?:W\/)?"([^"]*)"/g), ([, tag]) => tag!);
}

/** Whoever changes something must have seen that very thing: a weak tag names none. */
function readStrongTags(header: string): string[] {
  return readTags(header.replaceAll(/W\/"[^"]*"/g, ''));
}

function readText({ body = '', isBase64Encoded }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

function withoutUnset(parameters: HttpEvent['queryStringParameters'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? '']));
}
