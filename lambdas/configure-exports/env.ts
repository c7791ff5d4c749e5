import * as z from 'zod';

export const Env = z.object({
  /** JSON: the names of the business units that are live. */
  UNITS: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
});
export type Env = z.infer<typeof Env>;
