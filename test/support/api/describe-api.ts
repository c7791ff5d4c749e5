import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
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
      .array(z.strictObject({ parameter: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'With `invalid-query`: every parameter that is unknown or wrong.' }),
  })
  .meta({ id: 'Problem', description: 'An error as RFC 9457 writes it.' });

const Refusal = z
  .object({ message: z.string() })
  .meta({ id: 'Refusal', description: "The gateway's own word, before any function is asked." });

const tag = z
  .string()
  .meta({ description: 'Changes whenever the answer could.', example: '"0cc175b9c0f1b6a8"' });

const about = `Read-only answers made from what Airtable, Asana and NetSuite delivered, with what is missing and how old it is.

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
        endpoints.map((endpoint) => [
          `${apiPath}${endpoint.path}`,
          { [endpoint.method.toLowerCase()]: describeOperation(endpoint) },
        ]),
      ),
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    { reused: 'inline' },
  );
}

function describeOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { name, summary, description, scopes, query, feeds } = endpoint;
  return {
    operationId: name,
    summary,
    description,
    // Each of them alone opens it.
    security: scopes.map((scope) => ({ token: [scope] })),
    requestParams: {
      ...(Object.keys(query.shape).length > 0 && { query }),
      ...(feeds.length > 0 && {
        header: z.object({
          'if-none-match': z
            .string()
            .optional()
            .meta({ description: 'The ETag of an answer that you have.' }),
        }),
      }),
    },
    responses: describeResponses(endpoint),
  };
}

function describeResponses({ summary, response, feeds }: Endpoint): ZodOpenApiResponsesObject {
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
    ...(feeds.length > 0 && { '304': { description: 'The answer that you have still holds.' } }),
    '400': problem('A parameter is unknown or wrong.'),
    '401': {
      description: 'There is no token, or a bad one.',
      content: { 'application/json': { schema: Refusal } },
    },
    '403': problem('The token lacks the scope or the business unit.'),
    '500': problem('A fault of the pipeline.'),
    '503': problem('The database does not answer in time.'),
  };
}
