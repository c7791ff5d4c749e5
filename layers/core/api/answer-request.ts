import { asError, isMillraceError, Unavailable } from '../errors.ts';
import type { Log } from '../load/ports.ts';
import { answerWrite, type Write, type WriteOutcome } from './answer-write.ts';
import { checkToken, type Claims } from './check-token.ts';
import { apiPath, type Endpoint } from './endpoint.ts';
import { answerProblem, Problem, type ApiAnswer } from './problem.ts';
import type { ApiBody } from './read-body.ts';
import { readParameters } from './read-query.ts';

/** One request, as the gateway hands it over. */
export type ApiRequest = {
  /** `GET /api/pipeline/products`: which route it was. */
  routeKey: string;
  /** What stood in the path in the place of its parameters. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Without quotes; `*` for any. */
  knownTags: readonly string[];
  /** Tags of which the item must have one still, as `knownTags` are written; null where nothing is asked. */
  wantedTags: readonly string[] | null;
  body: ApiBody;
  claims: Claims | null;
};

/**
 * What a statement gives: the answer as JSON, null where one of the known tags is its tag; and its tag, null where the
 * answer speaks of now and is kept by nobody.
 */
export type TaggedBody = { tag: string; body: string | null } | { tag: null; body: string };

export type ApiDeps = {
  /** The business unit whose data this is. */
  unit: string;
  endpoints: readonly Endpoint[];
  /** Answers that are files, open to everybody, by their path below `apiPath`. */
  documents: ReadonlyMap<string, { type: string; text: string }>;
  /** Runs an endpoint's statement; null: there is no such item. */
  ask(
    endpoint: Endpoint,
    knownTags: readonly string[],
    parameters: readonly unknown[],
  ): Promise<TaggedBody | null>;
  /** Changes something, all or nothing. */
  write(write: Write): Promise<WriteOutcome>;
  /** Tells whoever sends write-backs that there are new ones. */
  ring(because: string): Promise<void>;
  log: Log;
};

/** Answers requests for the routes of a table. Never throws: what goes wrong is an answer, too. */
export function createApi(deps: ApiDeps): (request: ApiRequest) => Promise<ApiAnswer> {
  const routes = new Map<string, (request: ApiRequest) => Promise<ApiAnswer>>();
  for (const endpoint of deps.endpoints)
    routes.set(`${endpoint.method} ${apiPath}${endpoint.path}`, (request) => answer(deps, endpoint, request));
  for (const [path, { type, text }] of deps.documents)
    routes.set(`GET ${apiPath}${path}`, async () => documentAnswer(type, text));
  return async (request) => {
    try {
      const route = routes.get(request.routeKey);
      if (route) return await route(request);
      throw new Problem('no-such-route', `There is no ${request.routeKey}.`);
    } catch (error) {
      return answerProblem(asProblem(error, deps.log));
    }
  };
}

async function answer(deps: ApiDeps, endpoint: Endpoint, request: ApiRequest): Promise<ApiAnswer> {
  checkToken(endpoint, deps.unit, request.claims);
  const { writes } = endpoint;
  if (writes) return taggedAnswer(await answerWrite(deps, endpoint, writes, request), []);
  const found = await deps.ask(endpoint, request.knownTags, readParameters(endpoint, request));
  if (found) return taggedAnswer(found, request.knownTags);
  throw new Problem('no-such-item', `There is nothing with the id "${request.params['id'] ?? ''}".`);
}

function taggedAnswer({ tag, body }: TaggedBody, knownTags: readonly string[]): ApiAnswer {
  // A client may keep an answer that has a tag, and asks each time whether it still holds.
  const headers: Record<string, string> =
    tag === null
      ? { 'cache-control': 'no-store' }
      : { etag: `"${tag}"`, 'cache-control': 'private, no-cache' };
  if (body === null || (tag !== null && knownTags.includes('*'))) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
}

function documentAnswer(type: string, text: string): ApiAnswer {
  return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache' }, body: text };
}

function asProblem(thrown: unknown, log: Log): Problem {
  if (thrown instanceof Problem) return thrown;
  const error = asError(thrown);
  if (error instanceof Unavailable) {
    log.warn('a request cannot be answered now', { code: error.code, error });
    return new Problem('unavailable', 'The database does not answer in time. Ask again in a moment.');
  }
  log.error('a request failed', { code: isMillraceError(error) ? error.code : 'unforeseen', error });
  return new Problem('internal', 'This is a fault of the pipeline. Its log says more.');
}
