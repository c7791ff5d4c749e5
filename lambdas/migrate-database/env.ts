import * as z from 'zod';

export const Env = z.object({
  /** The administrator's secret: `{ username, password, host, port, dbname }`, as RDS keeps it. */
  DATABASE_SECRET_ARN: z.string(),
});
export type Env = z.infer<typeof Env>;
