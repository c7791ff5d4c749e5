import type * as z from 'zod';
import type { Scope } from './scope.ts';

/** Below this path of the gateway lie all routes. */
export const apiPath = '/api/pipeline';

/** What describes the API is open to everybody, below `apiPath`. */
export const openDocuments = { openApi: '/openapi.json', reference: '/docs' } as const;

/**
 * One route as data. The handler, the gateway's routes, the OpenAPI document and the contract tests are made from it; its
 * statement is the `.sql` of the same name.
 */
export type Endpoint = {
  /** Its file's name, and the name of its prepared statement. */
  name: string;
  method: 'GET';
  /** Below `apiPath`. */
  path: string;
  /** One line. */
  summary: string;
  /** What the answer means where its fields do not say it themselves. */
  description: string;
  /** Any one of these opens it. */
  scopes: readonly [Scope, ...Scope[]];
  /** The feeds whose state decides the answer, and so its ETag. */
  feeds: readonly string[];
  /** Strict: a parameter that it does not know is refused. */
  query: z.ZodObject;
  response: z.ZodObject;
  /** Set where the answer is a list: what it can be sorted by, the first unless asked otherwise. */
  sorts?: readonly [string, ...string[]];
  /** The query's own parameters in the order in which the statement takes them. */
  filters: readonly string[];
  /** What the statement takes of the catalogue behind them. */
  constants?: readonly unknown[];
};
