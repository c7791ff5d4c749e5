import { athena } from '#catalog/business-units/athena.ts';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { feedViews } from '#catalog/feed-views.ts';
import { createApi, type ApiRequest } from '#core/api/answer-request.ts';
import { rememberAnswers } from '#core/api/remember-answers.ts';
import type { DoorbellAnswer } from '#core/load/answer-doorbell.ts';
import { apiSettings, openAnswers, apiWriteSettings } from '#database/api/open-answers.ts';
import { openWrites } from '#database/api/open-writes.ts';
import { openTestLoader } from '../loader.ts';
import { cloneDatabase, type TestDatabase } from '../test-database.ts';
import { jsonl } from '../unit-bench.ts';

type Row = Record<string, unknown>;
export type EditAnswer = { status: number; headers: Record<string, string>; body: any };
type Ask = Partial<Pick<ApiRequest, 'knownTags' | 'wantedTags' | 'claims'>> & { type?: string };

/** The unit whose records people edit: its loader, its API, and the other systems as far as the queue knows them. */
export type EditBench = {
  database: TestDatabase;
  loader: ReturnType<typeof openTestLoader>;
  rows(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Delivers all development groups at a time `HHMM` of 2026-03-03, by a pull that began at some time of the database. */
  deliver(at: string, groups: readonly Row[], pullBegan?: Date): Promise<DoorbellAnswer>;
  /** Delivers all Asana tasks. */
  deliverTasks(at: string, tasks: readonly Row[], pullBegan?: Date): Promise<DoorbellAnswer>;
  get(path: string, ask?: Ask): Promise<EditAnswer>;
  /** `changes` as JSON; a text is sent as it is. */
  patch(id: string, changes: unknown, ask?: Ask): Promise<EditAnswer>;
  retry(id: unknown, ask?: Ask): Promise<EditAnswer>;
  /** What the bell was rung for since it was asked last. */
  rings(): string[];
  /** Write-backs as `destination id status {fields} {seen}`, oldest first. */
  queue(): Promise<Row[]>;
  /** As a drain leaves the open write-backs of a destination. */
  settle(
    status: 'in_flight' | 'done' | 'failed',
    more?: { destination?: string; errorCode?: string; remote?: Row },
  ): Promise<void>;
  /** The clock of the database. */
  now(): Promise<Date>;
};

/** A development group as Airtable gives it. */
export function devGroup(id: string, fields: Row = {}): Row {
  return { id, createdTime: '2025-01-06T15:04:05.000Z', fields: { Name: id, ...fields } };
}

export async function openEditBench(): Promise<EditBench> {
  const database = await cloneDatabase();
  const loader = openTestLoader(database, athena);
  const rows: EditBench['rows'] = async (statement, values) => {
    await database.administrator.query('set search_path to athena, pg_temp');
    return (await database.administrator.query<Row>(statement, values)).rows;
  };
  const rung: string[] = [];
  const ask = openApi(database, (because) => void rung.push(because));
  const drop = (folder: string, at: string, records: readonly Row[], pullBegan?: Date) =>
    loader.drop(
      `athena/${folder}_full_20260303${at}00.jsonl`,
      jsonl(...records),
      undefined,
      pullBegan && { 'pull-started-at': pullBegan.toISOString() },
    );
  return {
    database,
    loader,
    rows,
    deliver: (at, groups, began) => drop('AIRTABLE/2026/03/dev_group', at, groups, began),
    deliverTasks: (at, tasks, began) => drop('ASANA/2026/03/task', at, tasks, began),
    get: (path, given) => ask('GET', path, null, given),
    patch: (id, changes, given) => ask('PATCH', `/dev-groups/${id}`, changes, given),
    retry: (id, given) => ask('POST', `/write-backs/${String(id)}/retry`, null, given),
    rings: () => rung.splice(0),
    queue: () =>
      rows(`select destination, entity_type, entity_id, status, payload -> 'fields' as fields, payload -> 'seen' as seen
        from pending_sync_queue order by id`),
    async settle(status, { destination, errorCode, remote } = {}) {
      await rows(
        `update pending_sync_queue
         set status = $1, attempts = attempts + 1, error_code = $3, remote = $4,
           last_error = case when $1 = 'failed' then 'Airtable said no.' end
         where status in ('pending', 'in_flight') and ($2::text is null or destination = $2)`,
        [status, destination ?? null, errorCode ?? null, remote ?? null],
      );
    },
    // A Date has milliseconds: what was done within the last one would seem to come later.
    now: async () => (await rows('select clock_timestamp() as now from pg_sleep(0.002)'))[0]!['now'] as Date,
  };
}

/** Asks as the gateway would, with a token for everything. */
function openApi(database: TestDatabase, ring: (because: string) => void) {
  const asApi = database.open(athena, 'api', apiSettings(athena.timeZone));
  const views = feedViews.map(({ sql }) => sql);
  const answer = createApi({
    ...{ unit: athena.name, endpoints, documents: new Map() },
    ask: rememberAnswers(openAnswers(asApi, endpointStatements, views)),
    write: openWrites(database.open(athena, 'api', apiWriteSettings(athena.timeZone))),
    ring: async (because) => ring(because),
    log: { info: () => undefined, warn: () => undefined, error: (_, facts) => console.error(facts) },
  });
  return async (method: string, path: string, content: unknown, { type, ...given }: Ask = {}) => {
    const { pathname, searchParams } = new URL(path, 'http://api/');
    const [, collection, id, ...rest] = pathname.split('/');
    const places = [collection, ...(id === undefined ? [] : ['{id}']), ...rest].join('/');
    const { status, headers, body } = await answer({
      routeKey: `${method} /api/pipeline/${places}`,
      params: id === undefined ? {} : { id: decodeURIComponent(id) },
      query: Object.fromEntries(searchParams),
      knownTags: [],
      wantedTags: null,
      body: {
        type: type ?? 'application/json',
        text: typeof content === 'string' ? content : JSON.stringify(content),
      },
      claims: { sub: 'ann', scope: 'read write operate', units: '[athena]' },
      ...given,
    });
    return { status, headers, body: body === '' ? '' : JSON.parse(body) };
  };
}
