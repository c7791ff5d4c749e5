import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilePlan } from '#core/plan/file-plan.ts';
import { textOf, type FileLine } from '../support/model/file-line.ts';
import { history } from '../support/model/histories.ts';
import { places, type Place } from '../support/model/places.ts';
import { resetUnit } from '../support/model/unit-reset.ts';
import { dataOf } from '../support/open-records.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit, productKey } from '../support/unit-bench.ts';

/** By hand as many as one has time for. */
const cases = Number(process.env['MILLRACE_PLAN_CASES'] ?? 15);
const seed = Number(process.env['MILLRACE_MODEL_SEED'] ?? 20_260_303);

const database = await cloneDatabase();
const bench = await makeUnit(database);
const operator = openOperator(database, bench);

type Delivery = { place: Place; lines: readonly FileLine[] };
/** Every record, the deleted ones among them. */
type Kept = Map<string, { isLive: boolean; data: string }>;

/** Files of one part each, so that each does all that it does at once; the places of some come up more than once. */
const deliveries = fc.record({
  merge: fc.constantFrom('patch' as const, 'replace' as const),
  late: fc.constantFrom('fold' as const, 'fold' as const, 'halt' as const),
  files: history.map(({ doorbells }) =>
    doorbells.flat().flatMap((action): Delivery[] => {
      if (action.do !== 'put') return [];
      const whole = places.filter((place) => !place.isFull || place.part === null);
      return [{ place: whole[action.place % whole.length] as Place, lines: action.lines }];
    }),
  ),
});

test(
  'what a file would do, by the plan, is what it then does, or why it does not',
  async () => {
    const seen = new Set<string>();
    const property = fc.asyncProperty(deliveries, async ({ merge, late, files }) => {
      await resetUnit(bench, { merge, late, places: [], doorbells: [] });
      for (const file of files) seen.add(await planAndLoad(file));
    });
    await fc.assert(property, { numRuns: cases, seed });
    expect([...seen].toSorted()).toEqual(['correction', 'duplicate', 'halt', 'last', 'late']);
  },
  60_000 + cases * 20_000,
);

/** Plans a file, loads it, and holds the one against the other; what came of it comes back. */
async function planAndLoad({ place, lines }: Delivery): Promise<string> {
  const key = productKey(bench, place.name);
  const text = textOf(lines);
  const { loader } = bench;
  const aside = `PLAN/${loader.bucket.list().length}/planned.jsonl`;
  loader.bucket.put(aside, text);
  const log = await countRows();
  const plan = await operator.plan(key, { aside, limit: 1000 });
  expect(await countRows()).toEqual(log);

  const [before, lastEvent] = [await readKept(), await readLastEvent()];
  await loader.drop(key, text);
  const after = await readKept();
  if (plan.halts.length > 0) {
    await expectHalt(plan, before);
    return 'halt';
  }
  expect((await operator.stateOf(key)).state, plan.place).not.toBe('halted');
  expect(await sumCounts(lastEvent)).toEqual(plan.place === 'duplicate' ? nothing : plan.counts);
  expectSame(plan, before, after);
  return plan.place;
}

const nothing = { inserted: null, updated: null, unchanged: null, deleted: null };

/** The file was halted for one of the reasons that the plan had given; it is left out, so that the next may come. */
async function expectHalt(plan: FilePlan, before: Kept): Promise<void> {
  const event = await bench.lastEvent('file_error');
  expect(plan.halts.map(({ code }) => code)).toContain((event['metadata'] as { code: string }).code);
  await operator.skip(String(event['id']));
  expect(await readKept()).toEqual(before);
}

function expectSame(plan: FilePlan, before: Kept, after: Kept): void {
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const changed = ids.filter((id) => !isDeepStrictEqual(before.get(id), after.get(id)));
  const kindOf = (id: string): string => {
    const [lived, lives] = [before.get(id)?.isLive ?? false, after.get(id)?.isLive ?? false];
    return lived === lives ? 'updated' : lives ? 'inserted' : 'deleted';
  };
  expect(plan.changes.map(({ id, kind }) => ({ id, kind }))).toEqual(
    changed.map((id) => ({ id, kind: kindOf(id) })),
  );
  for (const { id, kind, fields } of plan.changes) {
    const was = kind === 'inserted' ? new Map<string, string>() : fieldsOf(before.get(id)?.data ?? '{}');
    for (const { field, before: from, after: to } of fields) {
      expect(was.get(field) ?? null, `${id} ${field}`).toBe(from);
      if (to === null) was.delete(field);
      else was.set(field, to);
    }
    const shown = [...was].map(([field, value]) => ({ field, value, file: '', line: 0, event: '' }));
    expect(JSON.parse(dataOf({ fields: shown })), id).toEqual(JSON.parse(after.get(id)?.data ?? '{}'));
  }
}

/** The fields of a record as a plan names them, each as PostgreSQL writes it. */
function fieldsOf(data: string): Map<string, string> {
  const { Attributes, ...top } = JSON.parse(data) as Record<string, unknown>;
  const isSplit = typeof Attributes === 'object' && Object.keys(Attributes as object).length > 0;
  const below = isSplit && !Array.isArray(Attributes) ? Object.entries(Attributes as object) : [];
  const whole = Attributes === undefined || below.length > 0 ? [] : [['Attributes', Attributes] as const];
  const named = [
    ...Object.entries(top),
    ...whole,
    ...below.map(([name, it]) => [`Attributes.${name}`, it] as const),
  ];
  return new Map(named.map(([name, value]) => [name, asPostgres(value)]));
}

/** jsonb as text: a blank behind each comma and colon, keys by length. */
function asPostgres(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asPostgres).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return `{${members.map(([name, it]) => `${JSON.stringify(name)}: ${asPostgres(it)}`).join(', ')}}`;
}

async function readKept(): Promise<Kept> {
  const rows = await bench.rows(
    `select id, not deleted as live, data::text as data from records where feed = 'products' order by id`,
  );
  return new Map(
    rows.map(({ id, live, data }) => [String(id), { isLive: live === true, data: String(data) }]),
  );
}

async function readLastEvent(): Promise<unknown> {
  const [row] = await bench.rows('select coalesce(max(id), 0) as id from file_processing_events');
  return row?.['id'];
}

/** What the events behind one say that was done. */
async function sumCounts(event: unknown): Promise<unknown> {
  const [row] = await bench.rows(
    `select sum(records_inserted)::int as inserted, sum(records_updated)::int as updated,
       sum(records_unchanged)::int as unchanged, sum(records_deleted)::int as deleted
     from file_processing_events where id > $1 and event_type in ('file_complete', 'full_closed')`,
    [event],
  );
  return row;
}

/** How much there is of all that a plan must not write. */
async function countRows(): Promise<unknown> {
  return await bench.rows(
    `select (select count(*) from file_processing_events) as events, (select count(*) from landed_files) as files,
       (select count(*) from loads) as loads, (select count(*) from raw_records) as lines,
       (select count(*) from rejected_records) as rejects, (select count(*) from alerts) as alerts`,
  );
}
