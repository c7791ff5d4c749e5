import { limits } from '#core/limits.ts';
import { nameStep, type RecordStep } from '#core/records/record-history.ts';
import type { Transaction } from '../transaction.ts';
import createRecordSteps from './create-record-steps.sql' with { type: 'text' };
import createRunWords from './create-run-words.sql' with { type: 'text' };
import dropRecordSteps from './drop-record-steps.sql' with { type: 'text' };
import dropRunWords from './drop-run-words.sql' with { type: 'text' };
import { fieldChangeOf, type FieldChangeRow } from './field-change.ts';
import listEndedClosings from './list-ended-closings.sql' with { type: 'text' };
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
type ChangeRow = { step: number } & FieldChangeRow;
type RetiredRow = { load_id: number; applied_event: number; retired_event: number };
type ClosingRow = { closing: number; ended_by: number };

/** The point at which what counts now counts. */
const now = 0;

/** How much of it is told. `last`: of each field its last change only, and whole values: all that the record is made of. */
type Detail = 'every' | 'last';

/**
 * What happened to one record, line by line and field by field, in the order of the files.
 * @param asOf only what counted when this event was the newest; null: what counts now
 */
export async function readHistory(
  transaction: Transaction,
  feed: string,
  id: string,
  asOf: number | string | null,
  detail: Detail = 'every',
): Promise<RecordStep[]> {
  await transaction.query(createRunWords, [feed]);
  const steps = await readStepsAt(transaction, feed, id, [asOf ?? now], detail);
  await transaction.query(dropRunWords);
  return steps.map(({ step }) => step);
}

/**
 * What loads that no longer count had done to the record when they came into force, and full runs that lacked it when
 * they were closed and have it now, or were closed anew. Oldest first.
 */
export async function readReplacedHistory(
  transaction: Transaction,
  feed: string,
  id: string,
): Promise<RecordStep[]> {
  await transaction.query(createRunWords, [feed]);
  const loads = await transaction.query<RetiredRow>(listRetiredLoads, [feed, id]);
  const closings = await transaction.query<ClosingRow>(listEndedClosings, [feed, id]);
  const retired = new Map(loads.rows.map((row) => [row.load_id, row]));
  const ended = new Map(closings.rows.map((row) => [row.closing, row.ended_by]));
  const points = [...new Set([...loads.rows.map((row) => row.applied_event), ...ended.keys()])];
  const steps = points.length === 0 ? [] : await readStepsAt(transaction, feed, id, points, 'every');
  await transaction.query(dropRunWords);
  return steps.flatMap(({ point, step }) => {
    const load = retired.get(step.load);
    const isOfLoad = step.line > 0 && load?.applied_event === point;
    const isOfClosing = step.line === 0 && step.event === String(point);
    const replacedBy = isOfLoad ? load.retired_event : isOfClosing ? ended.get(point) : undefined;
    return replacedBy === undefined ? [] : [{ ...step, replacedBy: String(replacedBy) }];
  });
}

/** The steps at several points, each folded on its own. Wants `run_words`. */
async function readStepsAt(
  transaction: Transaction,
  feed: string,
  id: string,
  points: readonly (number | string)[],
  detail: Detail,
): Promise<{ point: number; step: RecordStep }[]> {
  await transaction.query(createRecordSteps, [feed, id, points]);
  const steps = await transaction.query<StepRow>(listRecordSteps);
  const characters = detail === 'last' ? limits.wholeValueCharacters : limits.valueCharacters;
  const changes = await transaction.query<ChangeRow>(listFieldChanges, [characters, detail === 'last']);
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
    changes: changes.map(fieldChangeOf),
  };
  return { ...step, what: nameStep(step) };
}
