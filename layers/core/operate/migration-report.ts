import * as z from 'zod';

/** What `migrate-database` returns: what it did in the order in which it did it. Empty lists: nothing was to be done. */
export const MigrationReport = z.object({
  /** Migrations that ran, by the schema they ran in. */
  applied: z.array(z.object({ schema: z.string(), migration: z.string() })),
  /** What the catalog names and the database lacked: schemas, partitions, views, roles, each as one sentence. */
  created: z.array(z.string()),
  /** Why the database was left as it is. */
  left: z.string().optional(),
});
export type MigrationReport = z.infer<typeof MigrationReport>;
