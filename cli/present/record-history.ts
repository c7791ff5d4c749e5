import { posix } from 'node:path';
import type { HistoryResponse } from '#core/operate/record-responses.ts';
import type { RecordStep } from '#core/records/record-history.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatChange } from './field-change.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatTime } from './quantities.ts';

/** How wide a line is where no terminal says how wide it is. */
const lineWidth = 120;

/** The steps of a record, oldest file first: when, by which line, what it did; those that no longer count dimmed. */
export function formatHistory({ feed, id, steps, hiddenSteps }: HistoryResponse, output: Output): string {
  const replaced = steps.filter(({ replacedBy }) => replacedBy !== null).length;
  const counts = [
    `${formatCountOf(steps.length - replaced, 'step')} in force`,
    ...(replaced > 0 ? [`${replaced} replaced`] : []),
    ...(hiddenSteps > 0 ? [`${formatCount(hiddenSteps)} older ones more than an answer holds`] : []),
  ];
  const title = `${colour(output, 'bold', `${feed} ${printable(id)}`)}: ${counts.join(', ')}`;
  return `${[title, ...steps.flatMap((step) => formatStep(step, output))].join('\n')}\n`;
}

function formatStep(step: RecordStep, output: Output): string[] {
  const { event, eventTime, file, line, replacedBy, changes, hiddenChanges = 0 } = step;
  const where = line === 0 ? 'lacks it' : `line ${line}`;
  const words = [
    `  ${formatTime(eventTime)}  event ${event}  ${paintStep(step, output)}`,
    `  ${printable(posix.basename(file))}, ${where}`,
    ...(replacedBy === null ? [] : [`, replaced by event ${replacedBy}`]),
  ];
  const width = Math.min(output.columns, lineWidth) - 4;
  const hidden = `    … and ${formatCountOf(hiddenChanges, 'change')} more than an answer holds`;
  const lines = [
    words.join(''),
    ...changes.map((change) => `    ${formatChange(change, width)}`),
    ...(hiddenChanges > 0 ? [hidden] : []),
  ];
  return replacedBy === null ? lines : lines.map((text) => colour(output, 'dim', text));
}

function paintStep({ what, replacedBy }: RecordStep, output: Output): string {
  const padded = what.padEnd('unchanged'.length);
  if (replacedBy !== null || what === 'updated') return padded;
  const style = { inserted: 'green', deleted: 'red', unchanged: 'dim' } as const;
  return colour(output, style[what], padded);
}
