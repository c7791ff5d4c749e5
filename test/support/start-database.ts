import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../local/embedded-postgres.ts';
import { migrateNewDatabase } from './migrate-new-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `postgres://millrace_admin@127.0.0.1:PORT`, without a database. */
    administratorUrl: string;
    /** The migrated database that each test file clones. */
    templateDatabase: string;
  }
}

/** One real server for the whole run, with one migrated database in it that every test file clones. */
export default async function startDatabase(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  const server = await startPostgres({
    dataDir,
    fsync: false,
    firstStatements: [
      'create role millrace_admin login createrole createdb',
      'grant pg_signal_backend to millrace_admin',
    ],
  });
  const administratorUrl = `postgres://millrace_admin@127.0.0.1:${server.port}`;
  const client = new pg.Client(`${administratorUrl}/postgres`);
  await client.connect();
  await client.query('create database millrace_template');
  await client.end();
  await migrateNewDatabase(`${administratorUrl}/millrace_template`);
  project.provide('administratorUrl', administratorUrl);
  project.provide('templateDatabase', 'millrace_template');
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
