import { decideNext } from '../load/decide-next.ts';
import type { FeedFacts } from '../load/ports.ts';
import type { PlannedFile, PlannedOutcome } from './plan-file.ts';
import { tripsGuard } from './trips-guard.ts';

/** What would come before a planned file, keep it waiting, or follow from it later: a sentence each. */
export function describeNotes(file: PlannedFile, facts: FeedFacts, outcome: PlannedOutcome): string[] {
  const { withheld, closing } = outcome;
  const { feed, next } = facts;
  const halted = facts.halted.filter((place) => place !== file.orderKey);
  const step = decideNext({ ...facts, next: file, halted, replayFrom: null, leftOut: [] });
  const isBehind = halted.some((place) => place < file.orderKey);
  const isPrecededByNext = next !== null && next.key !== file.key && next.orderKey < file.orderKey;
  const isOpen = file.kind === 'full' && file.runKey !== null && !file.runIsSettled;
  const closed = step.step === 'close' && step.run.fullRun !== file.fullRun ? step.run.lastPart.key : null;
  return [
    ...(isBehind ? [`It waits behind a halted file of ${feed}: \`millrace status\` names it.`] : []),
    ...(step.step === 'wait' && !isBehind ? [`It ${step.reason}.`] : []),
    ...(closed === null ? [] : [`The full run of ${closed} is closed before it, which is not counted here.`]),
    ...(isPrecededByNext ? [`${next.key} is due before it, and is not counted here.`] : []),
    ...(facts.replayFrom === null ? [] : [`A replay of ${feed} is asked for and comes first.`]),
    ...(facts.leftOut.length === 0 ? [] : [`A file of ${feed} is about to be taken out, which comes first.`]),
    ...(closing ? [describeClosing(closing, facts)] : []),
    ...(isOpen && !closing && !withheld
      ? ['What its full run lacks is deleted when the run is closed, and not counted here.']
      : []),
    ...(withheld ? [hides] : []),
  ];
}

const hides =
  'Rejected lines, or parts that were left out, hide which records they were: what its full run lacks would not be deleted.';

function describeClosing(
  { deleted, guard }: NonNullable<PlannedOutcome['closing']>,
  facts: FeedFacts,
): string {
  const what =
    deleted === 0
      ? 'nothing'
      : deleted === 1
        ? 'the 1 record that none of its parts has'
        : `the ${deleted} records that none of its parts has`;
  const halts = tripsGuard(guard, facts) ? '; the deletion guard would halt that' : '';
  return `If no further part comes, closing its full run deletes ${what}, which is not counted here${halts}.`;
}
