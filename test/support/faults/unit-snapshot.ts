import type { UnitBench } from '../unit-bench.ts';

/** The tables of a unit as they were at one moment, to which the unit can be taken back again and again. */
export type UnitSnapshot = { restore(): Promise<void> };

type Unit = Pick<UnitBench, 'unit' | 'rows'>;

/** Those that others refer to come first. */
const firstTables = ['landed_files', 'file_processing_events', 'loads'];

let taken = 0;

/** Keeps every row of a unit's tables beside them. Restoring wants nobody in a transaction there. */
export async function takeSnapshot({ unit, rows }: Unit): Promise<UnitSnapshot> {
  taken += 1;
  const kept = `kept_${taken}`;
  const tables = await listTables(rows);
  await rows(
    `create schema ${kept}; ${tables.map((table) => `create table ${kept}.${table} as table ${table}`).join('; ')}`,
  );
  const filled = await keepFilled(rows, kept, tables);
  const sequences = await readSequences(rows, unit.schema);
  const restore = [
    'begin',
    'alter table file_processing_events disable trigger user',
    // Not truncated: that makes files anew and takes six times as long.
    ...tables.toReversed().map((table) => `delete from ${table}`),
    ...filled.map((table) => `insert into ${table} overriding system value table ${kept}.${table}`),
    ...sequences,
    'alter table file_processing_events enable trigger user',
    'commit',
  ].join('; ');
  return { restore: async () => void (await rows(restore)) };
}

async function listTables(rows: Unit['rows']): Promise<string[]> {
  const found = await rows(
    `select relname from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
     order by array_position($1::text[], relname::text), relname`,
    [firstTables],
  );
  return found.map((row) => String(row['relname']));
}

/** What is empty needs no statement of its own. */
async function keepFilled(rows: Unit['rows'], kept: string, tables: readonly string[]): Promise<string[]> {
  const [counts] = await rows(
    `select ${tables.map((table) => `exists (select from ${kept}.${table}) as ${table}`).join(', ')}`,
  );
  return tables.filter((table) => counts?.[table] === true);
}

async function readSequences(rows: Unit['rows'], schema: string): Promise<string[]> {
  const found = await rows(
    `select case
       when last_value is null then format('alter sequence %I restart', sequencename)
       else format('select setval(%L, %s)', sequencename, last_value)
     end as statement
     from pg_sequences where schemaname = $1`,
    [schema],
  );
  return found.map((row) => String(row['statement']));
}
