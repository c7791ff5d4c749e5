import { createHash } from 'node:crypto';
import { Defect } from '#core/errors.ts';
import type { Migration } from './migrations.ts';

/** What the ledger in the database says of one migration that ran. */
export type AppliedMigration = { name: string; sha256: string };

/** The sha-256 of a migration's text, in hex. */
export function hashMigration(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * The migrations that are still to run, in their order.
 * @throws Defect `database-newer` when the database has one that this code does not know, `migration-edited` when the
 * text of one has changed since it ran, `migration-out-of-order` when one that did not run stands before one that did
 */
export function planMigrations(
  track: string,
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const knownNames = new Set(known.map((migration) => migration.name));
  const newer = applied.find((migration) => !knownNames.has(migration.name));
  if (newer) {
    throw new Defect(
      'database-newer',
      `${track} has migration ${newer.name}, which this version of Millrace does not know: the database is newer ` +
        `than the code. Deploy the version that made it, or a later one.`,
    );
  }
  const hashes = new Map(applied.map((migration) => [migration.name, migration.sha256]));
  for (const migration of known) requireUnedited(track, migration, hashes.get(migration.name));
  const pending = known.slice(applied.length);
  const late = pending.find((migration) => hashes.has(migration.name));
  if (!late) return pending;
  throw new Defect(
    'migration-out-of-order',
    `${track} already has migration ${late.name}, but not all that stand before it. Number the new one after it.`,
  );
}

function requireUnedited(track: string, migration: Migration, sha256: string | undefined): void {
  if (sha256 === undefined || sha256 === hashMigration(migration)) return;
  throw new Defect(
    'migration-edited',
    `Migration ${migration.name} was changed after it ran in ${track}. Restore its text and write a new migration.`,
  );
}
