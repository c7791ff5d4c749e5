import pg from 'pg';
import { athena } from '#catalog/business-units/athena.ts';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { devGroupDates } from '#catalog/endpoints/dev-group-dates.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { createApi, type ApiRequest } from '#core/api/answer-request.ts';
import { rememberAnswers } from '#core/api/remember-answers.ts';
import { apiSettings, openAnswers, apiWriteSettings } from '#database/api/open-answers.ts';
import { openWrites } from '#database/api/open-writes.ts';
import { currentTarget, migrate } from '#database/migrate/migrate.ts';
import { cloneDatabase } from '../test-database.ts';

type Row = Record<string, unknown>;
type Tables = Record<string, readonly Row[]>;

/** The API over a database in which the typed views are plain tables, for a test to say what is in them. */
export type PipelineBench = {
  /** Replaces what those tables hold, and says that the feeds behind them have changed. */
  hold(tables: Tables): Promise<void>;
  rows(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Asks as a client with a token for everything; a body of JSON comes back parsed. */
  get(path: string, request?: Partial<ApiRequest>): Promise<PipelineAnswer>;
};
export type PipelineAnswer = { status: number; headers: Record<string, string>; body: any };

const dates = devGroupDates.map(({ column }) => `${column} date`).join(', ');
const sayWhatIsThere = `
  create schema airtable_raw;
  create schema netsuite_raw;
  create table airtable_raw.product (id text, name text, status text, product_line_ids text[] default '{}',
    client_ids text[] default '{}', sku_ids text[] default '{}', netsuite_item_id text);
  create table airtable_raw.product_line (id text, name text, logo_url text, client_ids text[] default '{}');
  create table airtable_raw.client (id text, name text);
  create table airtable_raw.sku (id text, sku_name text, size_name text, product_ids text[] default '{}',
    regions text[] default '{}', photo_url text);
  create table airtable_raw.dev_group (id text, name text, client_ids text[] default '{}',
    product_line_ids text[] default '{}', asana_gids text[] default '{}', ${dates});
  create table netsuite_raw.sync_state (source text, feed text, last_applied_at timestamptz, expected_every interval,
    is_stale boolean, lag interval);
  grant usage on schema airtable_raw, netsuite_raw to public;
  grant select on all tables in schema airtable_raw, netsuite_raw to public;`;

export async function openPipelineBench(): Promise<PipelineBench> {
  const database = await cloneDatabase(null);
  const { administrator } = database;
  const client = new pg.Client(database.url);
  await client.connect();
  await migrate(client, currentTarget([athena], []));
  await client.end();
  await administrator.query(sayWhatIsThere);
  await administrator.query('set search_path to athena, pg_temp');
  const asApi = database.open(athena, 'api', apiSettings(athena.timeZone));
  const answer = createApi({
    ...{ unit: athena.name, endpoints, documents: new Map() },
    ask: rememberAnswers(openAnswers(asApi, endpointStatements, [])),
    write: openWrites(database.open(athena, 'api', apiWriteSettings(athena.timeZone))),
    ring: () => Promise.resolve(),
    log: { info: () => undefined, warn: () => undefined, error: (_, facts) => console.error(facts) },
  });
  const rows: PipelineBench['rows'] = async (statement, values) =>
    (await administrator.query<Row>(statement, values)).rows;
  return {
    rows,
    async hold(tables) {
      for (const [table, held] of Object.entries(tables)) {
        await rows(`truncate ${table}`);
        for (const row of held) {
          const columns = Object.keys(row);
          const places = columns.map((_, index) => `$${index + 1}`).join();
          await rows(`insert into ${table} (${columns.join()}) values (${places})`, Object.values(row));
        }
      }
      await rows('update feed_totals set live_records = live_records + 1');
    },
    async get(path, request) {
      const { pathname, searchParams } = new URL(path, 'http://api/');
      const { status, headers, body } = await answer({
        routeKey: `GET /api/pipeline${pathname}`,
        params: {},
        query: Object.fromEntries(searchParams),
        knownTags: [],
        wantedTags: null,
        body: { type: null, text: '' },
        claims: { scope: 'read write operate', units: '[athena]' },
        ...request,
      });
      return { status, headers, body: body === '' ? '' : JSON.parse(body) };
    },
  };
}
