import pg from 'pg';
import { bak } from '#catalog/business-units/bak.ts';
import { feedViews } from '#catalog/feed-views.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import { currentTarget, migrate } from '#database/migrate/migrate.ts';
import { openTestLoader } from './loader.ts';
import type { TestDatabase } from './test-database.ts';

type Row = Record<string, unknown>;

/** A business unit of one test's own, with all that the test asks of it. */
export type UnitBench = {
  unit: BusinessUnit;
  loader: ReturnType<typeof openTestLoader>;
  /** Runs a statement in the unit's schema as the administrator; bigints come back as text. */
  rows(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Live records of a feed, their data by id. */
  live(feed?: string): Promise<Record<string, unknown>>;
  /** The event log as `type file-name`, oldest first. */
  events(): Promise<string[]>;
  /** The newest event of a type, with counts as numbers. */
  lastEvent(type: string): Promise<Row>;
  /** Open alerts as `kind code`. */
  alerts(): Promise<string[]>;
};

let made = 0;

/** Makes a unit like bak and migrates it. Tests of one file share a database this way, but no state. */
export async function makeUnit(database: TestDatabase): Promise<UnitBench> {
  made += 1;
  const name = `test${made}`;
  const unit = { ...bak, name, schema: `inriver_${name}` };
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    await migrate(client, currentTarget([unit], feedViews));
  } finally {
    await client.end();
  }
  const rows: UnitBench['rows'] = async (statement, values) => {
    await database.administrator.query(`set search_path to ${unit.schema}, pg_temp`);
    const result = await database.administrator.query<Row>(statement, values);
    return result.rows;
  };
  return {
    unit,
    loader: openTestLoader(database, unit),
    rows,
    async live(feed = 'products') {
      const found = await rows('select id, data from records where feed = $1 and not deleted order by id', [
        feed,
      ]);
      return Object.fromEntries(found.map((row) => [row['id'], row['data']]));
    },
    async events() {
      const found = await rows('select event_type, source_file from file_processing_events order by id');
      return found.map(
        (row) => `${String(row['event_type'])} ${String(row['source_file']).split('/').at(-1)}`,
      );
    },
    async lastEvent(type) {
      const [event] = await rows(
        `select id::int, records_processed::int as processed, records_inserted::int as inserted,
           records_updated::int as updated, records_unchanged::int as unchanged, records_deleted::int as deleted,
           records_rejected::int as rejected, error_message, metadata, source_file
         from file_processing_events where event_type = $1 order by id desc limit 1`,
        [type],
      );
      if (!event) throw new Error(`there is no event ${type}`);
      return event;
    },
    async alerts() {
      const found = await rows(
        `select kind || ' ' || code as words from alerts where resolved_at is null order by id`,
      );
      return found.map((row) => String(row['words']));
    },
  };
}

/** Lines of JSON. */
export function jsonl(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A product with this id and these attributes. */
export function product(EntityId: number | string, Attributes: Row = {}): Row {
  return { EntityId, Attributes };
}

/** Products with ids in a row. */
export function products(from: number, to: number, attributes: Row = {}): Row[] {
  return Array.from({ length: to - from + 1 }, (_, index) => product(from + index, attributes));
}

export function tombstone(EntityId: number | string): Row {
  return { EntityId, Deleted: true };
}

/** The key of a products file of 2026-03-03; `name` is what stands between stem and extension, such as `full_0807_1`. */
export function productKey({ unit }: { unit: BusinessUnit }, name: string): string {
  const tokens = name
    .split('_')
    .map((token) => (/^\d{4}$/.test(token) ? `20260303${token}00` : token))
    .join('_');
  return `${unit.name}/PRODUCT/2026/03/ecommerce_${tokens}.jsonl`;
}
