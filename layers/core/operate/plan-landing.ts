import type { BusinessUnit } from '../business-unit.ts';
import { InvalidInput, NotFound } from '../errors.ts';
import { planPrefix } from '../landing/plan-prefix.ts';
import type { LandingBucket } from '../load/ports.ts';
import type { FilePlan, PlannedChange } from '../plan/file-plan.ts';
import { planFile, type PlanStore, type PlanTarget } from '../plan/plan-file.ts';
import { AnswerRoom } from './answer-room.ts';
import { readKey } from './file-reference.ts';
import type { PlanRequest } from './requests.ts';

/** Objects of the landing bucket, as a plan reads them. */
export interface LandingObjects extends Pick<LandingBucket, 'read'> {
  /** The newest version of an object; null when there is none. */
  find(bucket: string, key: string): Promise<PlanTarget['object'] | null>;
}

export type PlanLandingDeps = {
  units: readonly BusinessUnit[];
  landingBucket: string;
  objects: LandingObjects;
  now(): Date;
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): { plans: PlanStore };
};

const givesUpAfterMs = 600_000;

/**
 * What an object of the landing bucket would do if it landed now: under its own key, or one put aside under `PLAN/` as
 * if it landed under another. Nothing is written.
 * @throws NotFound `unknown-object`; InvalidInput for a key that no feed recognises, or a file too large to be planned
 */
export async function planLanding(deps: PlanLandingDeps, request: PlanRequest): Promise<FilePlan> {
  const { plans } = deps.storeOf(request.unit);
  const unit = deps.units.find(({ name }) => name === request.unit) as BusinessUnit;
  const key = readKey(request.file, deps.landingBucket);
  const lies = request.aside ?? key;
  if (request.aside !== undefined && !request.aside.startsWith(planPrefix)) {
    throw new InvalidInput(
      'bad-request',
      `Only what lies under ${planPrefix} can be planned under another key.`,
    );
  }
  const found = await deps.objects.find(deps.landingBucket, lies);
  if (found === null) {
    throw new NotFound('unknown-object', `There is no object ${lies} in ${deps.landingBucket}.`);
  }
  // What is put aside has not landed yet, so it would land now.
  const object = request.aside === undefined ? found : { ...found, lastModified: null };
  const signal = AbortSignal.timeout(givesUpAfterMs);
  const planDeps = { unit, bucket: deps.objects, store: plans, now: deps.now, signal };
  return fit(await planFile(planDeps, { key, object }, { afterId: request.afterId, limit: request.limit }));
}

/**
 * As many of the changes as one answer holds; the next page begins behind them. Of a record that fills one by itself, as
 * many fields as that holds.
 */
function fit(plan: FilePlan): FilePlan {
  const room = new AnswerRoom();
  const changes: FilePlan['changes'] = [];
  for (const change of plan.changes) {
    if (room.take(change)) changes.push(change);
    else if (changes.length === 0) changes.push(fitFields(change, room));
    else break;
  }
  const isWhole = changes.length === plan.changes.length;
  return { ...plan, changes, nextId: isWhole ? plan.nextId : (changes.at(-1)?.id ?? null) };
}

function fitFields(change: PlannedChange, room: AnswerRoom): PlannedChange {
  const fields = change.fields.filter((field) => room.take(field));
  return { ...change, fields, hiddenFields: change.fields.length - fields.length };
}
