import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { bak } from '#catalog/business-units/bak.ts';
import { businessUnits } from '#catalog/catalog.ts';
import { feedViews } from '#catalog/feed-views.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { MigrationReport } from '#core/operate/migration-report.ts';
import { currentTarget, migrate, type MigrationTarget } from '#database/migrate/migrate.ts';
import { cloneDatabase, type TestDatabase } from '../support/test-database.ts';

const empty = await cloneDatabase(null);
const migrated = await cloneDatabase();

const current = currentTarget(businessUnits, feedViews);
const nothingDone: MigrationReport = { applied: [], created: [] };

describe('a database', () => {
  test('is migrated once by twenty runners that start at once', async () => {
    const reports = await Promise.all(Array.from({ length: 20 }, () => run(empty, current)));
    const busy = reports.filter((report) => report.applied.length > 0);
    expect(busy).toHaveLength(1);
    expect(busy[0]?.applied.map(({ schema, migration }) => `${schema} ${migration}`)).toEqual([
      ...current.control.map(({ name }) => `control ${name}`),
      ...businessUnits.flatMap(({ schema }) => current.unit.map(({ name }) => `${schema} ${name}`)),
    ]);
    const idle = reports.filter((report) => report !== busy[0]);
    expect(idle).toEqual(Array.from({ length: 19 }, () => nothingDone));
  });

  test('is left as it is when it is up to date', async () => {
    expect(await run(migrated, current)).toEqual(nothingDone);
  });

  test('is migrated by a role that is no superuser', async () => {
    const { rows } = await migrated.administrator.query(
      'select rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
  });
});

describe('a migration is refused', () => {
  test('when the database has a newer one', async () => {
    const older = { ...current, unit: [] };
    await expect(run(migrated, older)).rejects.toMatchObject({
      code: 'database-newer',
      message: expect.stringContaining('inriver_bak has migration 0001-roles') as string,
    });
  });

  test('when one that ran was edited', async () => {
    const edited = {
      ...current,
      control: current.control.map((each) => ({ ...each, sql: `${each.sql}\n` })),
    };
    await expect(run(migrated, edited)).rejects.toMatchObject({ code: 'migration-edited' });
  });

  test('when it is numbered before one that ran', async () => {
    const late = { ...current, unit: [{ name: '0000-late', sql: 'select 1' }, ...current.unit] };
    await expect(run(migrated, late)).rejects.toMatchObject({ code: 'migration-out-of-order' });
  });

  test('as a whole when its second statement fails', async () => {
    const broken = { name: '0002-broken', sql: 'create table half (); select 1 / 0' };
    await expect(run(migrated, { ...current, unit: [...current.unit, broken] })).rejects.toThrow(
      'division by zero',
    );
    expect(await tablesOf('inriver_bak')).not.toContain('half');
    expect(await run(migrated, current)).toEqual(nothingDone);
  });
});

describe('what the catalog gained', () => {
  test('a unit gets its schema, a table for each feed, its views and its roles', async () => {
    const added: BusinessUnit = { ...bak, name: 'added', title: 'Added', schema: 'inriver_added' };
    const report = await run(migrated, currentTarget([...businessUnits, added], feedViews));
    expect(report).toEqual({
      applied: current.unit.map(({ name }) => ({ schema: 'inriver_added', migration: name })),
      created: ['products', 'channel_nodes', 'attribute_file'].map(
        (feed) => `inriver_added.${feed} for the feed ${feed}`,
      ),
    });
    expect(await tablesOf('inriver_added')).toEqual(await tablesOf('inriver_bak'));
    const { rows } = await migrated.administrator.query(
      `select rolname from pg_roles where starts_with(rolname, 'millrace_added_') order by 1`,
    );
    expect(rows.map((row: { rolname: string }) => row.rolname.replace('millrace_added_', ''))).toEqual([
      'api',
      'drainer',
      'exporter',
      'loader',
      'operator',
      'reader',
    ]);
  });

  test('a feed gets its table, its settings and its totals', async () => {
    const [products] = bak.feeds;
    const added = { ...bak, feeds: [...bak.feeds, { ...products!, name: 'prices' }] };
    const report = await run(migrated, currentTarget([added], feedViews));
    expect(report).toEqual({ applied: [], created: ['inriver_bak.prices for the feed prices'] });
    const { rows } = await migrated.administrator.query(
      `select s.merge, extract(epoch from s.hold_back)::int as hold_back_seconds, t.live_records::int,
         has_table_privilege('millrace_bak_reader', 'inriver_bak.prices', 'select') as readable
       from inriver_bak.feed_settings s join inriver_bak.feed_totals t using (feed) where feed = 'prices'`,
    );
    expect(rows).toEqual([{ merge: 'patch', hold_back_seconds: 120, live_records: 0, readable: true }]);
  });

  test('what an operator set is kept', async () => {
    await migrated.administrator.query(
      `update inriver_gem.feed_settings set deletion_guard = 0.5 where feed = 'products'`,
    );
    await run(migrated, current);
    const { rows } = await migrated.administrator.query(
      `select deletion_guard::float8 from inriver_gem.feed_settings where feed = 'products'`,
    );
    expect(rows).toEqual([{ deletion_guard: 0.5 }]);
  });
});

async function run(database: TestDatabase, target: MigrationTarget): Promise<MigrationReport> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return await migrate(client, target);
  } finally {
    await client.end();
  }
}

async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await migrated.administrator.query<{ relname: string }>(
    `select relname from pg_class
     where relnamespace = $1::regnamespace and relkind in ('r', 'p', 'v') order by relname collate "C"`,
    [schema],
  );
  return rows.map((row) => row.relname);
}
