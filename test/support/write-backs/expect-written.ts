import { expect } from 'vitest';
import type { RemoteChange } from './other-systems.ts';
import type { World, WrittenLife } from './written-life.ts';

type Row = {
  id: number;
  destination: string;
  entity_id: string;
  status: string;
  error_code: string | null;
  superseded_by: number | null;
  /** The last time that somebody wanted it: events that edited or retried it. */
  decided: number | null;
  fields: Record<string, unknown>;
  seen: Record<string, unknown>;
  remote: Record<string, unknown> | null;
};
type Rows = ReadonlyMap<number, Row>;
type Intent = { row: Row; value: unknown };
type Failure = { id: number; metadata: { write_back: number; remote: Record<string, unknown> | null } };

/** Holds one history, once it is settled, against what write-backs promise. */
export async function expectWritten({ bench, others }: World, life: WrittenLife): Promise<void> {
  const rows = (await bench.rows(
    `select id::int, destination, entity_id, status, error_code, superseded_by::int, remote,
       payload -> 'fields' as fields, coalesce(payload -> 'seen', '{}') as seen,
       greatest(edit_event, (
         select max(e.id) from file_processing_events e
         where e.event_type = 'write_back_retried' and (e.metadata ->> 'write_back')::bigint = q.id))::int as decided
     from pending_sync_queue q where id > $1 order by id`,
    [life.firstRow],
  )) as Row[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const failures = (await bench.rows(
    `select id::int, metadata from file_processing_events where event_type = 'write_back_failed'`,
  )) as Failure[];
  const changes = others.changes.filter(({ id }) => life.groups.includes(id) || life.tasks.includes(id));

  const told = new Set(failures.map(({ metadata }) => metadata.write_back));
  for (const row of rows) expectSettled(row, byId, told);
  for (const [place, intents] of intentsByField(rows)) {
    const ofField = changes.filter(
      (change) => placeOf(change.destination, change.id, change.field) === place,
    );
    expectLastIntent(place, intents, ofField);
    expectNothingOlder(place, intents, ofField);
    expectNothingUnseen(place, intents, ofField, failures);
  }
  expectNoCallWhilePaused(others.requests, life);
}

/** Every intent is delivered, or visibly failed, or taken over by one that is. */
function expectSettled(row: Row, rows: Rows, told: ReadonlySet<number>): void {
  expect(['done', 'failed', 'superseded'], `row ${row.id} is ${row.status}`).toContain(row.status);
  if (row.status === 'failed') {
    expect(row.error_code, `row ${row.id} has a code`).not.toBeNull();
    expect(told.has(row.id), `an event tells of row ${row.id}`).toBe(true);
  }
  if (row.status === 'superseded') {
    const next = rows.get(row.superseded_by ?? 0);
    expect(next?.id, `row ${row.id} is superseded by a later one`).toBeGreaterThan(row.id);
  }
}

/** A row that is done has written what it wanted, unless a newer one wants something else, or somebody changed it since. */
function expectLastIntent(place: string, intents: readonly Intent[], changes: readonly RemoteChange[]): void {
  const last = intents.at(-1)!;
  if (last.row.status !== 'done') return;
  const written = changes.findLastIndex(({ byUs, to }) => byUs && to === last.value);
  expect(written, `${place}: the last intent ${String(last.value)} was written`).not.toBe(-1);
  const after = changes.slice(written + 1).filter(({ byUs }) => byUs);
  expect(after, `${place}: nothing of ours came after the last intent`).toEqual([]);
}

/** No write brings back an older intent behind a newer one, and none that is done is sent once more. */
function expectNothingOlder(
  place: string,
  intents: readonly Intent[],
  changes: readonly RemoteChange[],
): void {
  const rowOf = new Map(intents.map(({ row, value }) => [value, row.id]));
  const ours = changes.filter(({ byUs }) => byUs).map(({ to }) => rowOf.get(to));
  expect(ours, `${place}: whatever we wrote somebody wanted`).not.toContain(undefined);
  expect(ours, `${place}: intents were written in their order`).toEqual(ours.toSorted((a, b) => a! - b!));
}

/**
 * What somebody else wrote is overwritten only where nobody asked what was there, or after we were shown it: by the record
 * before the edit, or by a conflict that was told before the edit or the retry that overwrites it.
 */
function expectNothingUnseen(
  place: string,
  intents: readonly Intent[],
  changes: readonly RemoteChange[],
  failures: readonly Failure[],
): void {
  const field = place.split(' ').slice(2).join(' ');
  const ids = new Set(intents.map(({ row }) => row.id));
  const told = failures.filter(({ metadata }) => ids.has(metadata.write_back));
  const theirs = new Set(changes.filter(({ byUs }) => !byUs).map(({ to }) => to));
  for (const { byUs, from, to } of changes) {
    const row = intents.find(({ value }) => value === to)?.row;
    if (!byUs || !theirs.has(from) || !row || !(field in row.seen)) continue;
    const isSeen = intents.some((intent) => intent.row.id <= row.id && intent.row.seen[field] === from);
    const isTold = told.some(({ id, metadata }) => id < row.decided! && metadata.remote?.[field] === from);
    expect(isSeen || isTold, `${place}: ${String(from)} was shown before ${String(to)} took its place`).toBe(
      true,
    );
  }
}

/** The database's clock has gone on by itself as well while the virtual one stood still. */
function expectNoCallWhilePaused(
  requests: readonly { destination: string; atMs: number; realMs: number }[],
  { pauses }: WrittenLife,
): void {
  for (const pause of pauses) {
    const during = requests.filter(
      ({ destination, atMs, realMs }) =>
        destination === pause.destination &&
        atMs > pause.fromMs &&
        atMs + Math.max(0, realMs - pause.realMs) < pause.untilMs,
    );
    expect(during, `calls while ${pause.destination} was paused`).toEqual([]);
  }
}

function intentsByField(rows: readonly Row[]): Map<string, Intent[]> {
  const places = new Map<string, Intent[]>();
  for (const row of rows) {
    for (const [field, value] of Object.entries(row.fields)) {
      const place = placeOf(row.destination, row.entity_id, field);
      places.set(place, [...(places.get(place) ?? []), { row, value }]);
    }
  }
  return places;
}

function placeOf(destination: string, id: string, field: string): string {
  return `${destination} ${id} ${field}`;
}
