import * as z from 'zod';
import type { Endpoint } from './endpoint.ts';
import { anyText } from './list-endpoint.ts';

type Item = Pick<
  Endpoint,
  'name' | 'method' | 'path' | 'summary' | 'description' | 'scopes' | 'body' | 'writes'
> & {
  /** Its statement finds items by their ids. */
  of: Endpoint;
  /** What an id looks like, where not every text is one. */
  id?: z.ZodString;
};

/** An endpoint that answers one item of a list, in the shape that it has there, by the list's own statement. */
export function itemEndpoint({ of: list, id = anyText, ...rest }: Item): Endpoint {
  const items = list.response.shape['items'] as z.ZodArray<z.ZodObject>;
  return {
    ...rest,
    itemOf: list,
    params: z.strictObject({ id: id.meta({ description: 'As the list has it.' }) }),
    feeds: list.feeds,
    query: z.strictObject({}),
    filters: [],
    response: items.element,
  };
}
