import { describeLate } from './describe-late.ts';
import type { FeedFacts, FeedPolicy, NextFile, OpenRun } from './ports.ts';

/** What one feed needs now. Nothing of it is done here. */
export type NextStep =
  | LoadStep
  | ReplayStep
  | { step: 'take-out'; feed: string; loads: number[]; settings: FeedPolicy }
  | CloseStep
  | { step: 'halt'; file: NextFile; code: string; message: string }
  | { step: 'wait'; file: string; until: Date | null; reason: string }
  | { step: 'rest' };

/** A step that can be taken now. */
export type DueStep = Exclude<NextStep, { step: 'rest' | 'wait' }> | InspectStep;
/** The first load of each feed in which drift was not looked for. */
export type InspectStep = { step: 'inspect'; loads: { feed: string; loadId: number }[] };
/** `isLate`: what comes after it counts already. */
export type LoadStep = {
  step: 'load';
  file: NextFile;
  settings: FeedPolicy;
  missingParts: number[];
  isLate: boolean;
};
export type ReplayStep = { step: 'replay'; feed: string; from: string; settings: FeedPolicy };
/** `isLate`: files after the run are in force. */
export type CloseStep = { step: 'close'; run: OpenRun; settings: FeedPolicy; isLate: boolean };

/**
 * The next step of a feed, from its facts alone: first what changes its past, then the file whose turn it is. Whatever
 * stands behind a halted file rests until somebody acts.
 */
export function decideNext(facts: FeedFacts): NextStep {
  return changeOfThePast(facts) ?? goOn(facts);
}

/**
 * The step that comes first among the feeds of a unit: whatever can be done now, oldest file first. No file waits until
 * drift was looked for in another.
 */
export function chooseStep(feeds: readonly FeedFacts[]): DueStep | { step: 'rest' } {
  const due = feeds.map(decideNext).filter((step) => step.step !== 'rest' && step.step !== 'wait');
  const [first] = due.toSorted((a, b) => compare(placeOf(a), placeOf(b)));
  return first ?? inspect(feeds);
}

/** True when no feed has anything that could be done now. */
export function isNothingDue(feeds: readonly FeedFacts[]): boolean {
  return chooseStep(feeds).step === 'rest';
}

function inspect(feeds: readonly FeedFacts[]): InspectStep | { step: 'rest' } {
  const loads = feeds.flatMap(({ feed, uninspected }) =>
    uninspected === null ? [] : [{ feed, loadId: uninspected }],
  );
  return loads.length === 0 ? { step: 'rest' } : { step: 'inspect', loads };
}

function changeOfThePast(facts: FeedFacts): NextStep | null {
  const { feed, settings, leftOut, replayFrom } = facts;
  if (replayFrom !== null) {
    const isStopped = facts.halted.some(
      (place) => place >= replayFrom && compare(place, facts.lastOrderKey ?? '') <= 0,
    );
    return isStopped ? null : { step: 'replay', feed, from: replayFrom, settings };
  }
  if (leftOut.length > 0) return { step: 'take-out', feed, loads: leftOut, settings };
  return null;
}

function goOn(facts: FeedFacts): NextStep {
  const next = facts.next !== null && isBeforeHalted(facts, facts.next.orderKey) ? facts.next : null;
  if (next !== null && comesLate(facts, next)) return loadLate(facts, next);
  const runs = facts.openRuns
    .filter((run) => isBeforeHalted(facts, run.lastPart.orderKey))
    .map((run) => ({ run, step: closeOrWait(facts, run, next) }));
  const due = runs.find(({ step }) => step.step === 'close');
  if (due) return due.step;
  if (next !== null) return loadOrWait(facts, next);
  return runs[0]?.step ?? { step: 'rest' };
}

/** A run closes when a file after it has landed, or when its hold-back is over and no number is missing. */
function closeOrWait(facts: FeedFacts, run: OpenRun, next: NextFile | null): NextStep {
  const isLate = facts.lastOrderKey !== null && compare(run.lastPart.orderKey, facts.lastOrderKey) < 0;
  const close: CloseStep = { step: 'close', run, settings: facts.settings, isLate };
  const isFollowed = next !== null && next.runKey !== run.fullRun;
  if (run.withheld || (isFollowed && !isLate)) return close;
  const missing = missingBelow(run.parts, Math.max(...run.parts));
  const until = new Date(run.lastDiscoveredAt.getTime() + facts.settings.holdBackMs);
  const file = run.lastPart.key;
  // A late run is followed already: what it lacks when its hold-back is over comes as a late part.
  if (missing.length > 0 && !isLate) {
    return { step: 'wait', file, until: null, reason: `full run waits for ${partList(missing)}` };
  }
  if (facts.readAt < until) return { step: 'wait', file, until, reason: 'full run waits for further parts' };
  return close;
}

function loadOrWait(facts: FeedFacts, file: NextFile): NextStep {
  const refusal = refuseShape(facts, file);
  if (refusal) return refusal;
  const missing = missingParts(file);
  const until = new Date(file.discoveredAt.getTime() + facts.settings.holdBackMs);
  if (missing.length > 0 && facts.readAt < until) {
    return { step: 'wait', file: file.key, until, reason: `waits for ${partList(missing)} of its run` };
  }
  return { step: 'load', file, settings: facts.settings, missingParts: missing, isLate: false };
}

/** A file that comes late need not wait for what stands between. */
function loadLate(facts: FeedFacts, file: NextFile): NextStep {
  const refusal = refuseShape(facts, file);
  if (refusal) return refusal;
  const isCorrection = file.correctsLoad !== null;
  if (facts.settings.late === 'halt' && !file.lateAccepted && !isCorrection) {
    return { step: 'halt', file, ...describeLate(file, false) };
  }
  return { step: 'load', file, settings: facts.settings, missingParts: missingParts(file), isLate: true };
}

function refuseShape(facts: FeedFacts, file: NextFile): NextStep | null {
  if (facts.shapeInUse === null || file.shape === facts.shapeInUse) return null;
  return {
    step: 'halt',
    file,
    code: 'other-file-shape',
    message:
      `This unit's ${file.feed} come as ${facts.shapeInUse} files; a ${file.shape} file cannot be put in order ` +
      `with them. Leave it out with \`millrace skip\`, and have only one of the two kinds sent.`,
  };
}

/** Something that comes after it counts already: a later file, or the closing of its own full run. */
export function comesLate(facts: FeedFacts, file: NextFile): boolean {
  if (file.runIsSettled) return true;
  return facts.lastOrderKey !== null && compare(file.orderKey, facts.lastOrderKey) <= 0;
}

function isBeforeHalted(facts: FeedFacts, place: string): boolean {
  const [first] = facts.halted;
  return first === undefined || compare(place, first) < 0;
}

function missingParts({ part, landedParts }: NextFile): number[] {
  return part === null ? [] : missingBelow(landedParts, part);
}

function missingBelow(landed: readonly number[], part: number): number[] {
  const here = new Set(landed);
  return Array.from({ length: Math.max(0, part - 1) }, (_, index) => index + 1).filter(
    (number) => !here.has(number),
  );
}

function partList(parts: readonly number[]): string {
  const shown = parts.slice(0, 5).join(', ');
  return `${parts.length === 1 ? 'part' : 'parts'} ${shown}${parts.length > 5 ? ', …' : ''}`;
}

/** What changes the past of a feed comes before the files of the others. */
function placeOf(step: Exclude<DueStep, InspectStep>): string {
  if (step.step === 'take-out') return '';
  if (step.step === 'replay') return step.from;
  return step.step === 'close' ? step.run.lastPart.orderKey : step.file.orderKey;
}

/** Order keys are ASCII: JavaScript's order of them is that of collate "C". */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
