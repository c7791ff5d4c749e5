import { nameStep, type FieldChange, type RecordStep } from '#core/records/record-history.ts';
import type { Transaction } from '../transaction.ts';
import createRecordSteps from './create-record-steps.sql' with { type: 'text' };
import dropRecordSteps from './drop-record-steps.sql' with { type: 'text' };
import listFieldChanges from './list-field-changes.sql' with { type: 'text' };
import listRecordSteps from './list-record-steps.sql' with { type: 'text' };
import listRetiredLoads from './list-retired-loads.sql' with { type: 'text' };

type StepRow = {
  step: number;
  point: number;
  event: number;
  event_time: Date;
  load_id: number;
  source_file: string;
  order_key: string;
  line: number;
  op: RecordStep['op'];
  deleted: boolean;
  was_deleted: boolean;
};
type ChangeRow = { step: number } & FieldChange;
type RetiredRow = { load_id: number; applied_event: number; retired_event: number };

/** The point at which what counts now counts. */
const now = 0;

/**
 * What happened to one record, line by line and field by field, in the order of the files.
 * @param asOf only what counted when this event was the newest; null: what counts now
 */
export async function readHistory(
  transaction: Transaction,
  feed: string,
  id: string,
  asOf: number | string | null,
): Promise<RecordStep[]> {
  const steps = await readStepsAt(transaction, feed, id, [asOf ?? now]);
  return steps.map(({ step }) => step);
}

/** What loads that no longer count had done to the record when they came into force, oldest first. */
export async function readReplacedHistory(
  transaction: Transaction,
  feed: string,
  id: string,
): Promise<RecordStep[]> {
  const { rows } = await transaction.query<RetiredRow>(listRetiredLoads, [feed, id]);
  const retired = new Map(rows.map((row) => [row.load_id, row]));
  const points = [...new Set(rows.map((row) => row.applied_event))];
  const steps = points.length === 0 ? [] : await readStepsAt(transaction, feed, id, points);
  return steps.flatMap(({ point, step }) => {
    const load = retired.get(step.load);
    return load?.applied_event === point ? [{ ...step, replacedBy: String(load.retired_event) }] : [];
  });
}

/** The steps at several points, each folded on its own. */
async function readStepsAt(
  transaction: Transaction,
  feed: string,
  id: string,
  points: readonly (number | string)[],
): Promise<{ point: number; step: RecordStep }[]> {
  await transaction.query(createRecordSteps, [feed, id, points]);
  const steps = await transaction.query<StepRow>(listRecordSteps);
  const changes = await transaction.query<ChangeRow>(listFieldChanges);
  await transaction.query(dropRecordSteps);
  const byStep = Map.groupBy(changes.rows, (change) => change.step);
  return steps.rows.map((row) => ({ point: row.point, step: stepOf(row, byStep.get(row.step) ?? []) }));
}

function stepOf(row: StepRow, changes: readonly ChangeRow[]): RecordStep {
  const step = {
    event: String(row.event),
    eventTime: row.event_time.toISOString(),
    load: row.load_id,
    file: row.source_file,
    orderKey: row.order_key,
    line: row.line,
    op: row.op,
    deleted: row.deleted,
    wasDeleted: row.was_deleted,
    replacedBy: null,
    changes: changes.map(({ field, before, after }) => ({ field, before, after })),
  };
  return { ...step, what: nameStep(step) };
}
