import { InvalidInput, NotFound } from '../errors.ts';
import { limits } from '../limits.ts';
import { byPlace, foldSteps, type FieldOrigin, type RecordStep } from '../records/record-history.ts';
import { AnswerRoom } from './answer-room.ts';
import type { HistoryResponse, ShowResponse } from './record-responses.ts';
import type { HistoryRequest, ShowRequest } from './requests.ts';

/** A record that somebody asks for. Without a feed it is that of the only feed that knows the id. */
export type WantedRecord = { id: string; feed: string | undefined; asOf: string | null };

/** What the history knows of an id. */
export type RecordFindings = {
  /** The feeds that know it. */
  feeds: string[];
  /** The time of the event it is asked for as of; null when there is none. */
  asOfTime: string | null;
  /** Of the feed in question; empty when that is not clear. */
  steps: RecordStep[];
  /** Of loads that no longer count; only when they were asked for. */
  replaced: RecordStep[];
};

/** The history of one business unit, record by record. */
export interface RecordStore {
  /**
   * @param isHistory everything that happened is wanted, what was replaced among it; else what the record is made of: of
   * each field its last change
   */
  lookUp(wanted: WantedRecord, isHistory: boolean): Promise<RecordFindings>;
}

/**
 * One record as it is, or as it was when an event was the newest.
 * @throws NotFound `unknown-id`, `unknown-event`, `no-record`; InvalidInput `which-feed`
 */
export async function showRecord(store: RecordStore, request: ShowRequest): Promise<ShowResponse> {
  const { id, asOf } = request;
  const wanted = { id, feed: request.feed, asOf: asOf ?? null };
  const found = await store.lookUp(wanted, false);
  const feed = findFeed(found, request);
  const asOfEvent =
    asOf === undefined ? null : { event: asOf, eventTime: found.asOfTime ?? refuseEvent(asOf) };
  const record = foldSteps(found.steps);
  if (record === null) throw new NotFound('no-record', describeNone(request, feed));
  const { deleted, fields, changedBy } = record;
  const { event, eventTime, file, line } = changedBy;
  const shown = fitFields(fields);
  return {
    ...{ feed, id, asOf: asOfEvent, deleted, changedBy: { event, eventTime, file, line } },
    ...{ fields: shown, hiddenFields: fields.length - shown.length },
  };
}

/**
 * What happened to one record, in the order of the files, what no longer counts included.
 * @throws NotFound `unknown-id`; InvalidInput `which-feed`
 */
export async function tellHistory(store: RecordStore, request: HistoryRequest): Promise<HistoryResponse> {
  const found = await store.lookUp({ id: request.id, feed: request.feed, asOf: null }, true);
  const feed = findFeed(found, request);
  const all = [...found.steps, ...found.replaced].toSorted(byPlace);
  const steps = fitSteps(all);
  return { feed, id: request.id, steps, hiddenSteps: all.length - steps.length };
}

/** Whole values where one answer holds all of them; else the long ones are cut, and there are as many as fit. */
function fitFields(all: readonly FieldOrigin[]): FieldOrigin[] {
  const fields = all.map((field) => (field.characters === undefined ? field : cutValue(field)));
  const whole = new AnswerRoom();
  if (fields.every((field) => whole.take(field))) return fields;
  const room = new AnswerRoom();
  return fields.map(cutValue).filter((field) => room.take(field));
}

function cutValue(field: FieldOrigin): FieldOrigin {
  const { value, characters = value.length } = field;
  if (value.length <= limits.valueCharacters) return field;
  return { ...field, value: `${value.slice(0, limits.valueCharacters).toWellFormed()}…`, characters };
}

/** As many steps as one answer holds, then as many of their changes; the newest first get room. */
function fitSteps(all: readonly RecordStep[]): RecordStep[] {
  const room = new AnswerRoom();
  const headingOf = (step: RecordStep): RecordStep => ({
    ...step,
    changes: [],
    hiddenChanges: step.changes.length,
  });
  const tooOld = all.findLastIndex((step) => !room.take(headingOf(step)));
  const newestFirst = all.slice(tooOld + 1).toReversed();
  const steps = newestFirst.map((step) => {
    const changes = step.changes.filter((change) => room.take(change));
    const hiddenChanges = step.changes.length - changes.length;
    return hiddenChanges === 0 ? step : { ...step, changes, hiddenChanges };
  });
  return steps.toReversed();
}

function findFeed(
  { feeds }: RecordFindings,
  { unit, id, feed }: { unit: string; id: string; feed?: string | undefined },
): string {
  if (feeds.length === 0) {
    throw new NotFound(
      'unknown-id',
      `No file of ${unit} speaks of "${id}". Ids are told apart to the letter.`,
    );
  }
  if (feed !== undefined && !feeds.includes(feed)) {
    throw new NotFound('unknown-id', `No file of ${feed} speaks of "${id}"; ${feeds.join(' and ')} know it.`);
  }
  const [only, ...others] = feeds;
  const found = feed ?? (others.length === 0 ? only : undefined);
  if (found !== undefined) return found;
  throw new InvalidInput('which-feed', `${feeds.join(' and ')} know "${id}": say which with --feed.`);
}

function refuseEvent(event: string): never {
  throw new NotFound('unknown-event', `There is no event ${event}: \`millrace events\` lists them.`);
}

function describeNone({ id, asOf }: ShowRequest, feed: string): string {
  const when = asOf === undefined ? 'in force' : `in force when event ${asOf} was the newest`;
  return `No file ${when} has a record "${id}" of ${feed}. \`millrace history\` tells what others did.`;
}
