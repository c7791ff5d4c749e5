import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { apiPath, type Endpoint } from '#core/api/endpoint.ts';
import { problems } from '#core/api/problem.ts';

const Problem = z
  .object({
    type: z.string().meta({ description: 'Where the reference page speaks of it.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong with this request, and what to do.' }),
    code: z.enum(Object.keys(problems) as [string, ...string[]]).meta({ description: 'Stable.' }),
    errors: z
      .array(
        z.strictObject({
          parameter: z.string().optional().meta({ description: 'With `invalid-query`.' }),
          member: z.string().optional().meta({ description: 'With `invalid-body`; empty: the body itself.' }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Every parameter of the query or member of the body that is unknown or wrong.' }),
  })
  .meta({ id: 'Problem', description: 'An error as RFC 9457 writes it.' });

const Refusal = z
  .object({ message: z.string() })
  .meta({ id: 'Refusal', description: "The gateway's own word, before any function is asked." });

const tag = z
  .string()
  .meta({ description: 'Changes whenever the answer could.', example: '"0cc175b9c0f1b6a8"' });

const about = `What Airtable, Asana and NetSuite delivered, with what is missing and how old it is, and the dates that people edit.

Requests carry a token: \`Authorization: Bearer …\`, with a scope of the route in \`scope\` and the business unit in \`units\`. A \
parameter that is unknown is refused. Lists are paged: ask again with \`cursor=next_cursor\` until it is null. An answer with an \
\`ETag\` is asked for again with \`If-None-Match\` and, as long as nothing changed, is a 304 without a body.`;

/** The OpenAPI document of a table of endpoints. */
export function describeApi(endpoints: readonly Endpoint[]) {
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'Millrace pipeline API', version: '1', description: about },
      paths: Object.fromEntries(
        Map.groupBy(endpoints, ({ path }) => `${apiPath}${path}`)
          .entries()
          .map(([path, methods]) => [path, describePath(methods)]),
      ),
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    { reused: 'inline' },
  );
}

function describePath(endpoints: readonly Endpoint[]): ZodOpenApiPathItemObject {
  return Object.fromEntries(
    endpoints.map((endpoint) => [endpoint.method.toLowerCase(), describeOperation(endpoint)]),
  );
}

function describeOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { name, summary, description, scopes, query, params, body } = endpoint;
  const header = describeHeaders(endpoint);
  return {
    operationId: name,
    summary,
    description,
    // Each of them alone opens it.
    security: scopes.map((scope) => ({ token: [scope] })),
    requestParams: {
      ...(params && { path: params }),
      ...(Object.keys(query.shape).length > 0 && { query }),
      ...(header && { header }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: describeResponses(endpoint),
  };
}

function describeHeaders({ feeds, writes }: Endpoint): z.ZodObject | null {
  if (feeds.length === 0) return null;
  const text = (description: string) => z.string().optional().meta({ description });
  return writes
    ? z.object({
        'if-match': text('The ETag of the item as you have seen it: if it has changed since, it stays.'),
      })
    : z.object({ 'if-none-match': text('The ETag of an answer that you have.') });
}

function describeResponses(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const { summary, response, feeds, params, body, writes } = endpoint;
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: Problem } },
  });
  return {
    '200': {
      description: summary,
      ...(feeds.length > 0 && { headers: z.object({ etag: tag }) }),
      content: { 'application/json': { schema: response } },
    },
    ...(feeds.length > 0 && !writes && { '304': { description: 'The answer that you have still holds.' } }),
    '400': problem(body ? 'A member of the body is unknown or wrong.' : 'A parameter is unknown or wrong.'),
    '401': {
      description: 'There is no token, or a bad one.',
      content: { 'application/json': { schema: Refusal } },
    },
    '403': problem('The token lacks the scope or the business unit.'),
    ...(params && { '404': problem('There is no such item.') }),
    ...(writes?.kind === 'retry' && { '409': problem('It has not failed, or later ones took over.') }),
    ...(body && {
      '412': problem('It has changed since; `etag` says to what.'),
      '413': problem('The body is too large.'),
      '415': problem('The body is not said to be JSON.'),
    }),
    '500': problem('A fault of the pipeline.'),
    '503': problem('The database does not answer in time.'),
  };
}
