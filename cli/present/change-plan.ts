import type { ChangeResponse, FileStanding, TakenOut } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCountOf, formatTime } from './quantities.ts';
import { wrap } from './wrap.ts';

const indent = '  ';
/** Halts of a file for its place: a word of the operator's lets it in. */
const atItsPlace: ReadonlySet<string> = new Set(['late-file', 'corrected-file']);

/** The file, why it stopped, and what trying it again would come to. */
export function formatResumePlan(standing: FileStanding, acceptDeletes: boolean, output: Output): string {
  return formatPlan(standing, output, [
    ...describeStop(standing),
    describeResume(standing, acceptDeletes),
    ...describeBehind(standing, 'wait behind it'),
  ]);
}

/** The file, how it stands, and what leaving it out would come to. */
export function formatSkipPlan({ standing, takesOut }: ChangeResponse, output: Output): string {
  return formatPlan(standing, output, [
    ...(standing.inForce ? describeInForce(standing, takesOut) : describeStop(standing)),
    'Nothing of it is loaded, until a newer version of it lands or the skip is undone.',
    ...describeBehind(standing, 'behind it can go on'),
  ]);
}

/** No guard stands before a file that is taken out: whoever does it has to see here what it deletes. */
function describeInForce({ laterInForce }: FileStanding, takesOut: TakenOut | null): string[] {
  const later =
    laterInForce === 0
      ? ''
      : `, and so ${laterInForce === 1 ? 'is' : 'are'} ${formatCountOf(laterInForce, 'later file')}`;
  const state = `It is in force${later}. It is taken out: its records become what the other files say.`;
  if (takesOut === null) return [state];
  const changes = [
    ['deleted', takesOut.deleted],
    ['changed', takesOut.updated],
    ['brought back', takesOut.inserted],
  ] as const;
  const told = changes
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${formatCountOf(count, 'record')} ${count === 1 ? 'is' : 'are'} ${word}`);
  return [state, told.length === 0 ? 'No record changes.' : `${told.join(', ')}.`];
}

/** The file, why it was left out, and what taking that back would come to. */
export function formatUnskipPlan(standing: FileStanding, output: Output): string {
  const { skipped, laterInForce } = standing;
  const late =
    `${formatCountOf(laterInForce, 'later file')} of its feed ${laterInForce === 1 ? 'is' : 'are'} in force already: ` +
    `it comes back at its place before ${laterInForce === 1 ? 'it' : 'them'}.`;
  return formatPlan(standing, output, [
    `left out by ${printable(skipped?.by ?? 'somebody')}: ${printable(skipped?.reason ?? 'no reason given')}`,
    laterInForce > 0 ? late : 'It waits for its turn again.',
  ]);
}

/** That the file was left out, and how to take it back. `isOut`: nothing of it counts any more. */
export function formatSkipped({ standing, event }: ChangeResponse, unit: string, isOut: boolean): string {
  const undo = `Take it back: npx millrace skip ${event ?? standing.event} --bu ${unit} --undo`;
  const still = `left out, but still in force: a replay that stopped comes first, see \`npx millrace status --bu ${unit}\``;
  const done = standing.inForce ? 'left out, and taken out of the state' : 'left out';
  return `${printable(standing.file)}\n${indent}${isOut ? done : still}\n${indent}${undo}\n`;
}

function describeStop({ halt, withheld, state }: FileStanding): string[] {
  if (halt) {
    const since = formatTime(halt.since);
    return [`halted ${since} UTC, ${halt.code}: ${printable(halt.message)}`];
  }
  return [withheld ? `deletes withheld: ${printable(withheld.message)}` : `not halted: ${state}`];
}

function describeResume({ halt, withheld, inForce }: FileStanding, acceptDeletes: boolean): string {
  const guard = halt?.guard;
  if (acceptDeletes && guard) {
    return `It is tried again, and may delete what it says: ${guard.deletes} of ${formatCountOf(guard.live, 'live record')}.`;
  }
  if (acceptDeletes && withheld) {
    return `Its full run is closed: ${formatCountOf(withheld.absent, 'record')} that it does not have ${withheld.absent === 1 ? 'is' : 'are'} deleted.`;
  }
  if (halt && atItsPlace.has(halt.code)) return 'It is put in its place, before the files that are in force.';
  const again = inForce ? 'What stopped at it goes on, and it is tried again.' : 'It is tried again.';
  return halt?.code === 'deletion-guard'
    ? `${again} The deletion guard looks at it again; --accept-deletes lets it through.`
    : again;
}

function describeBehind({ laterPending }: FileStanding, what: string): string[] {
  return laterPending === 0 ? [] : [`${formatCountOf(laterPending, 'file')} ${what}.`];
}

function formatPlan(standing: FileStanding, output: Output, sentences: readonly string[]): string {
  const width = Math.min(output.columns, 100) - indent.length;
  const lines = sentences.flatMap((sentence) => wrap(sentence, width)).map((line) => `${indent}${line}\n`);
  return `${colour(output, 'bold', printable(standing.file))}\n${lines.join('')}`;
}
