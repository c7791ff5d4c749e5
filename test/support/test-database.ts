import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { databaseRole, type BusinessUnit, type RolePurpose } from '#core/business-unit.ts';
import { openDatabase, type Database } from '#database/open-database.ts';

/** A database of the test file's own, cloned from the migrated template. */
export type TestDatabase = {
  url: string;
  /** A client of the administrator, who sees every schema. */
  administrator: pg.Client;
  /** The way in of one role of one unit, as a function has it. */
  open(unit: BusinessUnit, purpose: RolePurpose, settings?: Record<string, string>): Database;
};

/** Clones the template; the clone and everything opened on it is gone after the file's last test. */
export async function cloneDatabase(
  template: string | null = inject('templateDatabase'),
): Promise<TestDatabase> {
  const administratorUrl = inject('administratorUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(administratorUrl, `create database ${name}${template ? ` template ${template}` : ''}`);
  const url = `${administratorUrl}/${name}`;
  const administrator = new pg.Client(url);
  await administrator.connect();
  const opened: Database[] = [];

  afterAll(async () => {
    await Promise.all(opened.map((database) => database.pool.end()));
    await administrator.end();
    // Not by force: that would need the right to end an autovacuum worker, which a plain drop asks to leave.
    await onServer(administratorUrl, `drop database ${name}`);
  });
  return {
    url,
    administrator,
    open(unit, purpose, settings = {}) {
      const { hostname, port } = new URL(url);
      const database = openDatabase({
        host: hostname,
        port: Number(port),
        database: name,
        user: databaseRole(unit.name, purpose),
        password: () => Promise.resolve(''),
        schema: unit.schema,
        maxConnections: 6,
        settings,
      });
      opened.push(database);
      return database;
    },
  };
}

async function onServer(administratorUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(`${administratorUrl}/postgres`);
  await client.connect();
  await client.query(statement);
  await client.end();
}
