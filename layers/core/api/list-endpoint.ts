import * as z from 'zod';
import type { Endpoint } from './endpoint.ts';

/** How many items a page has unless asked otherwise, and at most. */
export const pageSize = { usual: 50, most: 500 } as const;

type List = Omit<Endpoint, 'query' | 'response' | 'filters' | 'sorts' | 'method'> & {
  item: z.ZodObject;
  sorts: readonly [string, ...string[]];
  filters: Record<string, z.ZodType>;
};

/** An endpoint whose answer is one page of a list, which a cursor goes on from. */
export function listEndpoint({ item, sorts, filters, ...rest }: List): Endpoint {
  const words = sorts.flatMap((sort) => [sort, `-${sort}`]);
  return {
    ...rest,
    method: 'GET',
    sorts,
    filters: Object.keys(filters),
    query: z.strictObject({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(pageSize.most)
        .default(pageSize.usual)
        .meta({ description: 'How many items a page has at most.', override: { type: 'integer' } }),
      cursor: z
        .string()
        .max(4096)
        .optional()
        .meta({ description: '`next_cursor` of the page before, asked for with the same `sort`.' }),
      sort: z
        .enum(words as [string, ...string[]])
        .default(sorts[0])
        .meta({ description: 'What to sort by, descending with a minus sign; then by id.' }),
      ...filters,
    }),
    response: z.strictObject({
      items: z.array(item),
      next_cursor: z
        .string()
        .nullable()
        .meta({ description: 'What to ask for next; null on the last page.' }),
    }),
  };
}

/** What PostgreSQL takes for a text: it has none with a NUL. */
export const anyText = z
  .string()
  .min(1)
  .max(500)
  .refine((given) => !given.includes('\0'), 'It has a character that no text here has.');

/** A filter by one exact value. */
export function exactly(description: string): z.ZodType {
  return anyText.optional().meta({ description });
}

/** A filter by yes or no. */
export function yesOrNo(description: string): z.ZodType {
  return z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional()
    .meta({ description, override: { type: 'boolean', enum: undefined } });
}
