import pg from 'pg';
import type { FeedView } from '#catalog/feed-views.ts';
import { rollups, type Rollup } from '#catalog/rollups.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { Feed } from '#core/feed.ts';
import type { MigrationReport } from '#core/operate/migration-report.ts';
import { translateDatabaseError } from '../translate-error.ts';
import createLedger from './create-ledger.sql' with { type: 'text' };
import { createRollups } from './create-rollups.ts';
import { createViews } from './create-views.ts';
import ensureFeed from './ensure-feed.sql' with { type: 'text' };
import findTable from './find-table.sql' with { type: 'text' };
import insertApplied from './insert-applied.sql' with { type: 'text' };
import { controlMigrations, unitMigrations, type Migration } from './migrations.ts';
import { hashMigration, planMigrations, type AppliedMigration } from './plan-migrations.ts';
import readApplied from './read-applied.sql' with { type: 'text' };
import upsertUnit from './upsert-unit.sql' with { type: 'text' };
import waitForTurn from './wait-for-turn.sql' with { type: 'text' };

/** What the migrations bring the database up to. */
export type MigrationTarget = {
  control: readonly Migration[];
  unit: readonly Migration[];
  businessUnits: readonly BusinessUnit[];
  views: readonly FeedView[];
  rollups: readonly Rollup[];
};

/** The target that this code stands for. */
export function currentTarget(
  businessUnits: readonly BusinessUnit[],
  views: readonly FeedView[],
): MigrationTarget {
  return { control: controlMigrations, unit: unitMigrations, businessUnits, views, rollups };
}

/**
 * Brings a database up to the code: the control schema, then each unit's schema in a transaction of its own, with a
 * partition for each feed and the sums and views that the feeds bring. Several may start at once: one works, the others wait
 * and find nothing left to do.
 * @param administrator a connected client of the role that shall own everything
 * @throws Defect when the database and the code do not fit together; see `planMigrations`
 */
export async function migrate(administrator: pg.Client, target: MigrationTarget): Promise<MigrationReport> {
  const report: MigrationReport = { applied: [], created: [] };
  try {
    await administrator.query(waitForTurn);
    await administrator.query(createLedger);
    await inSchema(administrator, 'control', () =>
      runTrack(administrator, 'control', target.control, report),
    );
    for (const unit of target.businessUnits) {
      await administrator.query(`create schema if not exists ${pg.escapeIdentifier(unit.schema)}`);
      await inSchema(administrator, unit.schema, () => migrateUnit(administrator, unit, target, report));
    }
    return report;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

async function migrateUnit(
  administrator: pg.Client,
  unit: BusinessUnit,
  target: MigrationTarget,
  report: MigrationReport,
): Promise<void> {
  await administrator.query(upsertUnit, [unit.name, unit.schema, unit.title, unit.timeZone]);
  await runTrack(administrator, unit.schema, target.unit, report);
  for (const feed of unit.feeds) {
    const { rows } = await administrator.query<{ exists: boolean }>(findTable, [feed.name]);
    await administrator.query(ensureFeed, settingsOf(feed));
    if (!rows[0]?.exists) report.created.push(`${unit.schema}.${feed.name} for the feed ${feed.name}`);
  }
  const feeds = new Set(unit.feeds.map((feed) => feed.name));
  await createRollups(
    administrator,
    target.rollups.filter((rollup) => feeds.has(rollup.feed)),
  );
  await createViews(
    administrator,
    target.views.filter((view) => feeds.has(view.feed)),
  );
}

async function runTrack(
  administrator: pg.Client,
  track: string,
  known: readonly Migration[],
  report: MigrationReport,
): Promise<void> {
  const { rows } = await administrator.query<AppliedMigration>(readApplied, [track]);
  for (const migration of planMigrations(track, known, rows)) {
    await administrator.query(migration.sql);
    await administrator.query(insertApplied, [track, migration.name, hashMigration(migration)]);
    report.applied.push({ schema: track, migration: migration.name });
  }
}

async function inSchema(administrator: pg.Client, schema: string, work: () => Promise<void>): Promise<void> {
  await administrator.query(`begin; set local search_path to ${pg.escapeIdentifier(schema)}, pg_temp`);
  try {
    await work();
    await administrator.query('commit');
  } catch (error) {
    await administrator.query('rollback').catch(() => undefined);
    throw error;
  }
}

function settingsOf(feed: Feed): unknown[] {
  const { settings } = feed;
  return [
    feed.name,
    settings.merge,
    settings.late,
    `${settings.holdBackSeconds} seconds`,
    settings.deletionGuard,
    settings.rejectShare,
    settings.cadenceHours === null ? null : `${settings.cadenceHours} hours`,
  ];
}
