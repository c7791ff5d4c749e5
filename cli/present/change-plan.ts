import type { ChangeResponse, FileStanding } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCountOf, formatTime } from './quantities.ts';
import { wrap } from './wrap.ts';

const indent = '  ';

/** The file, why it stopped, and what trying it again would come to. */
export function formatResumePlan(standing: FileStanding, acceptDeletes: boolean, output: Output): string {
  return formatPlan(standing, output, [
    ...describeStop(standing),
    describeResume(standing, acceptDeletes),
    ...describeBehind(standing, 'wait behind it'),
  ]);
}

/** The file, how it stands, and what leaving it out would come to. */
export function formatSkipPlan(standing: FileStanding, output: Output): string {
  return formatPlan(standing, output, [
    ...describeStop(standing),
    'Nothing of it is loaded, until a newer version of it lands or the skip is undone.',
    ...describeBehind(standing, 'behind it can go on'),
  ]);
}

/** The file, why it was left out, and what taking that back would come to. */
export function formatUnskipPlan(standing: FileStanding, output: Output): string {
  const { skipped, laterInForce } = standing;
  const late =
    `${formatCountOf(laterInForce, 'later file')} of its feed ${laterInForce === 1 ? 'is' : 'are'} in force already: ` +
    `it is late now and will halt its feed.`;
  return formatPlan(standing, output, [
    `left out by ${printable(skipped?.by ?? 'somebody')}: ${printable(skipped?.reason ?? 'no reason given')}`,
    laterInForce > 0 ? late : 'It waits for its turn again.',
  ]);
}

/** That the file was left out, and how to take it back. */
export function formatSkipped({ standing, event }: ChangeResponse, unit: string): string {
  const undo = `Take it back: npx millrace skip ${event ?? standing.event} --bu ${unit} --undo`;
  return `${printable(standing.file)}\n${indent}left out\n${indent}${undo}\n`;
}

function describeStop({ halt, withheld, state }: FileStanding): string[] {
  if (halt) {
    const since = formatTime(halt.since);
    return [`halted ${since} UTC, ${halt.code}: ${printable(halt.message)}`];
  }
  return [withheld ? `deletes withheld: ${printable(withheld.message)}` : `not halted: ${state}`];
}

function describeResume({ halt, withheld }: FileStanding, acceptDeletes: boolean): string {
  const guard = halt?.guard;
  if (acceptDeletes && guard) {
    return `It is tried again, and may delete what it says: ${guard.deletes} of ${formatCountOf(guard.live, 'live record')}.`;
  }
  if (acceptDeletes && withheld) {
    return `Its full run is closed: ${formatCountOf(withheld.absent, 'record')} that it does not have ${withheld.absent === 1 ? 'is' : 'are'} deleted.`;
  }
  const again = 'It is tried again.';
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
