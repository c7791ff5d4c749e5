import pg from 'pg';
import type { MigrationReport } from '#core/operate/migration-report.ts';
import { tlsFor } from '../open-database.ts';
import { translateDatabaseError } from '../translate-error.ts';
import { migrate, type MigrationTarget } from './migrate.ts';

export type Administrator = {
  username: string;
  password: string;
  host: string;
  port: number;
  dbname: string;
};

/** Migrates over a connection of its own, signed in as the role that owns everything. */
export async function migrateAsAdministrator(
  administrator: Administrator,
  target: MigrationTarget,
): Promise<MigrationReport> {
  const client = new pg.Client({
    host: administrator.host,
    port: administrator.port,
    database: administrator.dbname,
    user: administrator.username,
    password: administrator.password,
    ssl: tlsFor(administrator.host),
    application_name: 'millrace migrate',
  });
  try {
    await client.connect();
  } catch (error) {
    throw translateDatabaseError(error);
  }
  try {
    return await migrate(client, target);
  } finally {
    await client.end();
  }
}
