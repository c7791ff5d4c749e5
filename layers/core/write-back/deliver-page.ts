import { compareRecord, splitChange, type Change, type ChangedRow } from './compare-record.ts';
import { Refused } from './connector-errors.ts';
import type { RecordOutcome } from './connector.ts';
import type { CalledRow, Drain } from './drain.ts';
import { endTogether } from './end-together.ts';
import { planRecord, splitPlan, type RecordPlan } from './plan-record.ts';
import type { QueuedRecord, Settlement } from './queued-record.ts';

/** Brings one page of records to the destination; when it comes back, each row of it is settled or put back. */
export async function deliverPage(drain: Drain, records: readonly QueuedRecord[]): Promise<void> {
  drain.counts.records += records.length;
  const plans = records.map(planRecord);
  const open = plans.filter(({ intents }) => intents.length > 0);
  const strange = open.filter(({ entity }) => !drain.connector.entities.includes(entity));
  await drain.settle([
    ...plans.flatMap(({ settlements }) => settlements),
    ...strange.flatMap((plan) => refuseEntity(drain, plan)),
  ]);
  const byEntity = Map.groupBy(
    open.filter((plan) => !strange.includes(plan)),
    ({ entity }) => entity,
  );
  const batches = [...byEntity].flatMap(([entity, ofEntity]) =>
    cut(ofEntity, drain.connector.readSize).map((batch) => readBatch(drain, entity, batch)),
  );
  await endTogether(batches, drain.lease.giveUp);
}

/** Reads what the records have, and writes what they lack. */
async function readBatch(drain: Drain, entity: string, plans: readonly RecordPlan[]): Promise<void> {
  const ids = plans.map(({ id }) => id);
  const fields = new Set(
    plans.flatMap(({ intents }) => intents.flatMap((row) => row.fields.map(({ field }) => field))),
  );
  const rows = plans.flatMap(({ intents }) => intents);
  const answer = await drain.read(rows, plans.length, (signal) =>
    drain.connector.read(entity, ids, [...fields], signal),
  );
  if (answer === null) return;
  if (answer instanceof Refused) {
    const smaller = splitBatch(plans, splitPlan);
    if (smaller === null) return drain.settleAnswered(rows.map((row) => failed(row, answer)));
    return callAgain(drain, smaller, (batch) => readBatch(drain, entity, batch));
  }
  const found = new Map(answer.map((record) => [record.id, record]));
  const compared = plans.map((plan) => compareRecord(drain.destination, plan, found.get(plan.id) ?? null));
  await drain.settleAnswered(compared.flatMap(({ settlements }) => settlements));
  const changes = compared.flatMap(({ change }) => change ?? []);
  const batches = cut(changes, drain.connector.writeSize).map((batch) => writeBatch(drain, entity, batch));
  await endTogether(batches, drain.lease.giveUp);
}

/** @param changes each of another record */
async function writeBatch(drain: Drain, entity: string, changes: readonly Change[]): Promise<void> {
  const rows = changes.flatMap((change) => change.rows);
  const sent = changes.map(({ id, fields }) => ({ id, fields }));
  const answer = await drain.write(rows, changes.length, (signal) =>
    drain.connector.write(entity, sent, signal),
  );
  if (answer === null) return;
  const again = (batch: readonly Change[]): Promise<void> => writeBatch(drain, entity, batch);
  if (answer instanceof Refused) {
    const smaller = splitBatch(changes, splitChange);
    if (smaller === null) return drain.settleAnswered(rows.map((row) => failed(row, answer)));
    return callAgain(drain, smaller, again);
  }
  const outcomes = new Map(answer.map((outcome) => [outcome.id, outcome]));
  const shared = changes.filter(
    ({ id, rows: { length } }) => length > 1 && outcomes.get(id)?.outcome === 'refused',
  );
  const settled = changes.filter((change) => !shared.includes(change));
  await settleWritten(drain, settled, outcomes);
  const sequences = shared.map((change) => oneByOne(splitChange(change)));
  await callAgain(drain, sequences, again);
}

async function settleWritten(
  drain: Drain,
  changes: readonly Change[],
  outcomes: ReadonlyMap<string, RecordOutcome>,
): Promise<void> {
  const pauses = [...outcomes.values()].flatMap((one) =>
    one.outcome === 'throttled' ? one.retryAfterMs : [],
  );
  if (pauses.length > 0) await drain.throttle(Math.max(...pauses));
  await drain.settleAnswered(
    changes.flatMap(({ id, rows }) => rows.map((row) => settleRow(drain, row, outcomes.get(id)))),
  );
}

function settleRow(drain: Drain, row: ChangedRow, outcome: RecordOutcome | undefined): Settlement {
  switch (outcome?.outcome) {
    case 'done':
      return { row: row.row, outcome: 'done' };
    case 'refused':
      return failed(row, outcome);
    case 'throttled':
      return drain.putOff(row);
    case 'unavailable':
      return drain.tryAgain(row, outcome);
    case undefined: {
      const message = `The answer of ${drain.destination} does not say what became of the record.`;
      return drain.tryAgain(row, { code: 'unreadable-answer', message });
    }
  }
}

/** Batches that are called one after the other: two calls about one record are never under way at once. */
type Sequence<T> = readonly (readonly T[])[];

/**
 * Smaller pieces of a batch that was refused: several records in halves, one record row by row, until whatever is to blame is
 * alone.
 * @returns null when it is
 */
function splitBatch<T>(batch: readonly T[], rowByRow: (record: T) => T[]): Sequence<T>[] | null {
  if (batch.length > 1) return cut(batch, Math.ceil(batch.length / 2)).map((half) => [half]);
  const ofRows = batch.flatMap(rowByRow);
  return ofRows.length > 1 ? [oneByOne(ofRows)] : null;
}

async function callAgain<T>(
  drain: Drain,
  sequences: readonly Sequence<T>[],
  again: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  const works = sequences.map(async (sequence) => {
    for (const batch of sequence) await again(batch);
  });
  await endTogether(works, drain.lease.giveUp);
}

function oneByOne<T>(list: readonly T[]): Sequence<T> {
  return list.map((one) => [one]);
}

function failed(
  { row, found }: CalledRow & Partial<ChangedRow>,
  { code, message }: { code: string; message: string },
): Settlement {
  return { row, outcome: 'failed', code, message, ...(found && { remote: found }) };
}

function refuseEntity(drain: Drain, { entity, intents }: RecordPlan): Settlement[] {
  const message =
    `${drain.destination} takes no "${entity}", only: ${drain.connector.entities.join(', ')}. ` +
    'Insert a row of one of those.';
  return intents.map(({ row }) => ({ row, outcome: 'failed', code: 'unknown-entity', message }));
}

function cut<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
