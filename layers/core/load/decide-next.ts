import type { FeedFacts, FeedPolicy, NextFile, OpenRun } from './ports.ts';

/** What one feed needs now. Nothing of it is done here. */
export type NextStep =
  | LoadStep
  | { step: 'close'; run: OpenRun; settings: FeedPolicy }
  | { step: 'halt'; file: NextFile; code: string; message: string }
  | { step: 'wait'; file: string; until: Date | null; reason: string }
  | { step: 'rest' };

/** A step that can be taken now. */
export type DueStep = Exclude<NextStep, { step: 'rest' | 'wait' }>;
export type LoadStep = { step: 'load'; file: NextFile; settings: FeedPolicy; missingParts: number[] };

/** The next step of a feed, from its facts alone. A halted feed rests until somebody acts. */
export function decideNext(facts: FeedFacts): NextStep {
  if (facts.halted) return { step: 'rest' };
  if (facts.next === null)
    return facts.openRun === null ? { step: 'rest' } : closeOrWait(facts, facts.openRun);
  if (
    facts.openRun !== null &&
    facts.next.runKey !== facts.openRun.fullRun &&
    isAfterAll(facts, facts.next)
  ) {
    return { step: 'close', run: facts.openRun, settings: facts.settings };
  }
  return loadOrWait(facts, facts.next);
}

/** The step that comes first among the feeds of a unit: whatever can be done now, oldest file first. */
export function chooseStep(feeds: readonly FeedFacts[]): DueStep | { step: 'rest' } {
  const due = feeds.map(decideNext).filter((step) => step.step !== 'rest' && step.step !== 'wait');
  const [first] = due.toSorted((a, b) => compare(placeOf(a), placeOf(b)));
  return first ?? { step: 'rest' };
}

/** True when no feed has anything that could be done now. */
export function isNothingDue(feeds: readonly FeedFacts[]): boolean {
  return chooseStep(feeds).step === 'rest';
}

function closeOrWait(facts: FeedFacts, run: OpenRun): NextStep {
  if (run.withheld) return { step: 'close', run, settings: facts.settings };
  const missing = missingBelow(run.parts, Math.max(...run.parts));
  const until = new Date(run.lastDiscoveredAt.getTime() + facts.settings.holdBackMs);
  if (missing.length > 0) {
    return {
      step: 'wait',
      file: run.lastPart.key,
      until: null,
      reason: `full run waits for ${partList(missing)}`,
    };
  }
  if (facts.readAt < until) {
    return { step: 'wait', file: run.lastPart.key, until, reason: 'full run waits for further parts' };
  }
  return { step: 'close', run, settings: facts.settings };
}

function loadOrWait(facts: FeedFacts, file: NextFile): NextStep {
  if (facts.shapeInUse !== null && file.shape !== facts.shapeInUse) {
    return {
      step: 'halt',
      file,
      code: 'other-file-shape',
      message:
        `This unit's ${file.feed} come as ${facts.shapeInUse} files; a ${file.shape} file cannot be put in order ` +
        `with them. Leave it out with \`millrace skip\`, and have only one of the two kinds sent.`,
    };
  }
  if (file.correctsLoad === null && !isAfterAll(facts, file))
    return { step: 'halt', file, ...lateFile(file) };
  const missing = file.part === null ? [] : missingBelow(file.landedParts, file.part);
  const until = new Date(file.discoveredAt.getTime() + facts.settings.holdBackMs);
  if (missing.length > 0 && facts.readAt < until) {
    return { step: 'wait', file: file.key, until, reason: `waits for ${partList(missing)} of its run` };
  }
  return { step: 'load', file, settings: facts.settings, missingParts: missing };
}

function isAfterAll(facts: FeedFacts, file: NextFile): boolean {
  return facts.lastOrderKey === null || compare(file.orderKey, facts.lastOrderKey) > 0;
}

function lateFile(file: NextFile): { code: string; message: string } {
  return {
    code: 'late-file',
    message:
      `A later ${file.feed} file was applied before this one landed, and applying it now would put old values over ` +
      `newer ones. Nothing of it was loaded; the later files of this feed wait. Have its content sent under a later ` +
      `key, and leave this file out with \`millrace skip\`.`,
  };
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

function placeOf(step: DueStep): string {
  return step.step === 'close' ? step.run.lastPart.orderKey : step.file.orderKey;
}

/** Order keys are ASCII: JavaScript's order of them is that of collate "C". */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
