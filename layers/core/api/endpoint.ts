import type * as z from 'zod';
import type { Scope } from './scope.ts';

/** Below this path of the gateway lie all routes. */
export const apiPath = '/api/pipeline';

/** What describes the API is open to everybody, below `apiPath`. */
export const openDocuments = { openApi: '/openapi.json', reference: '/docs' } as const;

/** What a route changes before it answers, in one transaction with the answer. */
export type Writing =
  /** The body's members are columns of the entity, and what each shall be. */
  | { kind: 'edit'; entity: string }
  /** A write-back that failed is sent once more. */
  | { kind: 'retry' };

/**
 * One route as data. The handler, the gateway's routes, the OpenAPI document and the contract tests are made from it; its
 * statement is the `.sql` of the same name, or that of the list whose items it is about.
 */
export type Endpoint = {
  /** Its file's name, and with which the names of its prepared statements begin. */
  name: string;
  method: 'GET' | 'PATCH' | 'POST';
  /** Below `apiPath`; a word in braces is a parameter. */
  path: string;
  /** The parameters of the path. What they do not take is not there. */
  params?: z.ZodObject;
  /** The list of which it answers one item, the one that the parameter `id` names. */
  itemOf?: Endpoint;
  /** Strict: a member that it does not know is refused. */
  body?: z.ZodObject;
  writes?: Writing;
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
  /** The statement takes the id of one item as its last parameter, null for the list. */
  findsItems?: true;
};

/** Whose statement gives the answer. */
export function statementName({ name, itemOf }: Endpoint): string {
  return itemOf?.name ?? name;
}
