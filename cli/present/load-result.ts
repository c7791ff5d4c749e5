import type { LoadResult } from '../follow-load.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { describeCorrected } from './corrected.ts';
import { adviseOnHalt } from './halt-advice.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatRate, formatSeconds } from './quantities.ts';

/** A file's key, and below it what became of it and what is worth doing about that. */
export function formatLoadResult(result: LoadResult, unit: string, output: Output): string {
  const lines = describe(result, unit, output).map((line) => `  ${line}\n`);
  return `${printable(result.key)}\n${lines.join('')}`;
}

function describe(result: LoadResult, unit: string, output: Output): string[] {
  const reason = result.reason === null ? [] : [printable(result.reason)];
  if (result.behind) {
    return [
      colour(output, 'yellow', 'waits behind a halted file'),
      `${printable(result.behind.file)}: ${printable(result.behind.message)} (${result.behind.code})`,
      `It goes on when that is cleared. See \`npx millrace status --bu ${unit}\`.`,
    ];
  }
  switch (result.state) {
    case 'applied':
      return [...describeDone(result, output), ...pointToRejects(result, unit)];
    case 'skipped':
      return [colour(output, 'yellow', 'left out'), ...reason];
    case 'duplicate':
      return [colour(output, 'green', 'nothing to do, the same bytes are loaded already'), ...reason];
    case 'halted':
      return [colour(output, 'red', describeHalted(result)), ...reason, ...advise(result, unit)];
    case 'ignored':
      return [colour(output, 'red', 'ignored'), ...reason];
    default:
      return [colour(output, 'yellow', result.state), ...reason];
  }
}

function describeDone(result: LoadResult, output: Output): string[] {
  const corrected = result.event && describeCorrected(result.event);
  const isClosing = result.event?.eventType === 'full_closed';
  const done = isClosing ? describeClosed(result, output) : describeApplied(result, output);
  return corrected === null ? [done] : [done, corrected];
}

function describeHalted({ inForce }: LoadResult): string {
  return inForce ? 'halted; what was in force of it still is' : 'halted, nothing of it was loaded';
}

function describeClosed({ event, seconds }: LoadResult, output: Output): string {
  const closed = `${colour(output, 'green', 'full run closed')} in ${formatSeconds(seconds)}`;
  return `${closed}: ${formatCountOf(event?.deleted ?? 0, 'record')} deleted`;
}

function describeApplied(result: LoadResult, output: Output): string {
  const { event, sizeBytes, seconds } = result;
  const applied = `${colour(output, 'green', 'applied')} in ${formatSeconds(seconds)} (${formatRate(sizeBytes, seconds)})`;
  if (!event) return applied;
  const counts = [
    ['inserted', event.inserted],
    ['updated', event.updated],
    ['unchanged', event.unchanged],
    ['deleted', event.deleted],
    ['rejected', event.rejected],
  ] as const;
  const shown = counts.map(([word, count]) => `${formatCount(count ?? 0)} ${word}`);
  return `${applied}, ${formatCountOf(event.processed ?? 0, 'row')}: ${shown.join(', ')}`;
}

function advise({ key, event }: LoadResult, unit: string): string[] {
  const code = event?.metadata['code'];
  if (!event || typeof code !== 'string') return [];
  return adviseOnHalt({ unit, key: printable(key), code, event: event.id });
}

function pointToRejects({ event }: LoadResult, unit: string): string[] {
  if (!event?.rejected) return [];
  return [`See the rejected lines: npx millrace rejects --bu ${unit} --file ${event.id}`];
}
