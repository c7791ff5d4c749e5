import { isNothingDue } from '#core/load/decide-next.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import type { UnitBench } from '../unit-bench.ts';

type Row = Record<string, unknown>;

/** A unit at rest, and the bucket that its files lie in. */
export type Witness = Pick<UnitBench, 'unit' | 'rows' | 'loader'> & {
  bucket: { list(): (ObjectVersion & { bytes: Buffer })[] };
};

/** Something that always holds. `breaches`: the rows that show it does not. */
export type Invariant = { says: string; breaches(witness: Witness): Promise<Row[]> };

/** What must hold of a unit at rest, whatever happened to its loaders. */
export const invariants: readonly Invariant[] = [
  {
    says: 'at most one load is in force per file version, and per place in the order',
    breaches: ({ rows }) =>
      rows(
        `select f.bucket, f.key, f.order_key, count(*)::int as loads, count(distinct landed_file)::int as files
         from loads l join landed_files f using (landed_file)
         where l.applied_event is not null and l.retired_event is null
         group by f.bucket, f.key, f.order_key
         having count(*) > 1`,
      ),
  },
  {
    says: 'the state is the fold of the loads in force',
    breaches: async ({ rows }) => [...(await rows(unlikeFold)), ...(await rows(unlikeTotals))],
  },
  {
    says: 'no later file of a feed came into force while an earlier one was known and unresolved',
    breaches: ({ rows }) =>
      rows(
        `with unresolved as (
           select p.landed_file, p.feed, p.key, p.order_key, max(e.id) as since
           from pending_files p
           join file_processing_events e on e.landed_file = p.landed_file and e.event_type in ('file_received', 'file_error')
           group by p.landed_file, p.feed, p.key, p.order_key
           union all
           select landed_file, feed, key, order_key, event from halted_files
         )
         select u.key, l.order_key as later
         from unresolved u
         join loads l on l.feed = u.feed and l.order_key > u.order_key
         join file_processing_events applied on applied.id = l.applied_event
         join file_processing_events start on start.load_id = l.load_id and start.event_type = 'file_start'
         where l.retired_event is null and applied.replaces_event is null and start.id > u.since`,
      ),
  },
  {
    says: 'every start has at most one end, and every end its start',
    breaches: ({ rows }) =>
      rows(
        `select load_id::int, starts::int, ends::int from (
           select load_id, count(*) filter (where event_type = 'file_start') as starts,
             count(*) filter (where event_type in ('file_complete', 'file_error')) as ends
           from file_processing_events where load_id is not null group by load_id) attempt
         where ends > 1 or ends > starts`,
      ),
  },
  {
    says: 'good, rejected and blank lines are the lines of the file',
    async breaches({ rows, bucket }) {
      const linesOf = new Map(bucket.list().map(({ versionId, bytes }) => [versionId, countLines(bytes)]));
      const found = await rows(
        `select f.key, f.version_id, (e.metadata ->> 'blank_lines')::int as blank,
           e.records_processed::int as processed, e.records_rejected::int as rejected,
           (select count(*)::int from raw_records r where r.load_id = l.load_id) as kept_good,
           (select count(*)::int from rejected_records x where x.load_id = l.load_id) as kept_bad
         from loads l
         join landed_files f using (landed_file)
         join file_processing_events e on e.id = l.applied_event
         where f.key like '%.jsonl'`,
      );
      return found.filter((row) => {
        const lines = linesOf.get(String(row['version_id'])) ?? null;
        const told = Number(row['processed']) + Number(row['blank']);
        const kept = Number(row['kept_good']) + Number(row['kept_bad']);
        return (
          kept !== row['processed'] ||
          row['kept_bad'] !== row['rejected'] ||
          (lines !== null && told !== lines)
        );
      });
    },
  },
  {
    says: 'no lock, no connection in the middle of something, no staged line is left',
    async breaches({ rows, unit }) {
      // A connection that was ended takes a moment to be gone.
      await until(async () => (await rows(busyBackends, [unit.schema, unit.name])).length === 0);
      return [...(await rows(busyBackends, [unit.schema, unit.name])), ...(await rows(leftBehind))];
    },
  },
  {
    says: 'nothing of one unit is visible to another',
    breaches: ({ rows, unit }) =>
      rows(
        `select rolname as stranger, relname as sees
         from pg_roles, pg_class
         where rolname like 'millrace\\_%' and not rolcreaterole and rolname not like $1
           and relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v')
           and has_schema_privilege(pg_roles.oid, relnamespace, 'usage') and has_table_privilege(pg_roles.oid, pg_class.oid, 'select')
           and not (rolname = 'millrace_reconciler' and relname in ('runs', 'alerts'))
         union all
         select key, 'landed_files' from landed_files where not starts_with(key, $2) and not starts_with(key, 'SHARED/')
         union all
         select source_file, 'records' from records where not starts_with(source_file, $2) and not starts_with(source_file, 'SHARED/')`,
        [`millrace\\_${unit.name}\\_%`, `${unit.name}/`],
      ),
  },
  {
    says: 'what is in the bucket is in the ledger',
    async breaches({ rows, bucket }) {
      const known = new Set(
        (await rows('select version_id from landed_files')).map((row) => row['version_id']),
      );
      return bucket.list().filter(({ versionId }) => !known.has(versionId));
    },
  },
  {
    says: 'everything drains: the unit is free, and nothing is due',
    async breaches({ rows, loader }) {
      const held = await rows('select epoch::int, heartbeat from lease where heartbeat is not null');
      const facts = await loader.ledger.readFeeds();
      return isNothingDue(facts) ? held : [...held, ...facts];
    },
  },
];

/** Every breach of every invariant, with the sentence that it breaks; empty when all hold. */
export async function findBreaches(witness: Witness, held = invariants): Promise<Row[]> {
  const found: Row[] = [];
  for (const { says, breaches } of held) {
    for (const row of await breaches(witness)) found.push({ broken: says, ...row });
  }
  return found;
}

/** That nothing was rewritten: every event of now is there afterwards as it is, but for a mark that it may get. */
export async function rememberEvents({ rows }: Pick<Witness, 'rows'>): Promise<Invariant> {
  const [before] = await rows(
    `select coalesce(jsonb_object_agg(id, to_jsonb(e)), '{}') as events from file_processing_events e`,
  );
  return {
    says: 'events are never rewritten or removed',
    breaches: (witness) =>
      witness.rows(
        `select was.key as event
         from jsonb_each($1::jsonb) as was
         left join file_processing_events e on e.id = was.key::bigint
         where e.id is null or to_jsonb(e) - 'replay_date' <> was.value - 'replay_date'
           or (was.value ->> 'replay_date' is not null and to_jsonb(e) -> 'replay_date' <> was.value -> 'replay_date')`,
        [JSON.stringify(before?.['events'])],
      ),
  };
}

/** The fold once more, from the history alone: lines of the loads in force in order, and what closed runs lack. */
const unlikeFold = `
with load as (
  select l.load_id, l.feed, l.full_run, l.closed_event, f.key,
    row_number() over (partition by l.feed order by f.order_key, f.version_rank) as place
  from loads l join landed_files f using (landed_file)
  where l.applied_event is not null and l.retired_event is null
),
line as (
  select r.feed, r.id, load.place::numeric, r.line, r.load_id, r.op, r.data
  from raw_records r join load using (load_id)
),
closing as (
  select feed, full_run, max(place) + 0.5 as place, max(load_id) filter (where is_last) as load_id, array_agg(load_id) as parts
  from (select *, place = max(place) over (partition by feed, full_run) as is_last from load where closed_event is not null) part
  group by feed, full_run
),
absence as (
  select c.feed, known.id, c.place, 0::bigint, c.load_id, 'delete', null::jsonb
  from closing c
  join (select distinct feed, id from line) known using (feed)
  where not exists (select from raw_records r where r.load_id = any (c.parts) and r.id = known.id)
    and not exists (select from rejected_records x where x.load_id = any (c.parts) and x.id = known.id)
),
folded as (
  select feed, id, (fold_history(load_id, line, data, op order by place, line)).*
  from (select * from line union all select * from absence) told
  group by feed, id
),
expected as (
  select f.feed, f.id, f.data::text, f.deleted, f.load_id, f.line, load.key as source_file,
    case when not f.deleted then hash_record(f.id, f.data) end as hash
  from folded f join load using (load_id)
  where f.data is not null
),
actual as (
  select feed, id, data::text, deleted, load_id, line, source_file collate "C" as source_file, hash from records
)
select to_jsonb(e) as expected, to_jsonb(a) as actual
from expected e full join actual a using (feed, id)
where e is distinct from a`;

const unlikeTotals = `
select t.feed, t.live_records::int as kept, count(r.id)::int as counted
from feed_totals t
left join records r on r.feed = t.feed and not r.deleted
group by t.feed
having t.live_records <> count(r.id)
  or t.state_hash <> coalesce(bit_xor(('x' || encode(r.hash, 'hex'))::bit(256)), repeat('0', 256)::bit(256))`;

const busyBackends = `
select pid, application_name, state, query from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and (application_name ~ ('^millrace ' || $1 || '([ -]|$)')
    or (usename = 'millrace_' || $2 || '_loader' and state <> 'idle'))
union all
select l.pid, c.relname, l.mode, null from pg_locks l join pg_class c on c.oid = l.relation
where c.relnamespace = $1::regnamespace and l.pid <> pg_backend_pid()`;

/** A replay that rests keeps what it staged until it goes on. */
const leftBehind = `
select l.load_id::int, f.key, l.staging is not null as waits
from loads l join landed_files f using (landed_file)
where l.applied_event is null
  and (exists (select from raw_records r where r.load_id = l.load_id)
    or (l.discarded_at is null and exists (select from rejected_records x where x.load_id = l.load_id)))
  and (l.staging is null or not exists (select from open_marks m where m.feed = l.feed))`;

function countLines(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 500 && !(await condition()); asked += 1) await new Promise(setImmediate);
}
