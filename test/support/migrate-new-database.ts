import pg from 'pg';
import { businessUnits } from '#catalog/catalog.ts';
import { feedViews } from '#catalog/feed-views.ts';
import type { MigrationReport } from '#core/operate/migration-report.ts';
import { currentTarget, migrate } from '#database/migrate/migrate.ts';

/** Migrates a database as `migrate-database` does. */
export async function migrateNewDatabase(url: string): Promise<MigrationReport> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await migrate(client, currentTarget(businessUnits, feedViews));
  } finally {
    await client.end();
  }
}
