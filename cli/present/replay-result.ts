import type { ReplayedFeed, ReplayResult } from '../follow-replay.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { adviseOnHalt } from './halt-advice.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatSeconds } from './quantities.ts';

/** As many digits of a state hash as tell two states apart at a glance. */
const hashDigits = 12;

/** For each feed of a replay what came of it, and what to do where a file stopped it. */
export function formatReplayResult(result: ReplayResult, output: Output): string {
  const feeds = result.feeds.map((feed) => {
    const lines = feed.halted
      ? describeHalted(feed, result.unit, output)
      : describeDone(feed, result, output);
    return `${feed.feed}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  });
  return feeds.join('');
}

function describeDone(feed: ReplayedFeed, { seconds }: ReplayResult, output: Output): string[] {
  const { before, after, without } = feed;
  const counts = [
    ['inserted', feed.inserted],
    ['updated', feed.updated],
    ['unchanged', feed.unchanged],
    ['deleted', feed.deleted],
    ['rejected', feed.rejected],
  ] as const;
  const shown = counts.map(([word, count]) => `${formatCount(count)} ${word}`).join(', ');
  const done = `${colour(output, 'green', 'replayed')} in ${formatSeconds(seconds)}, ${formatCountOf(feed.files, 'file')}`;
  return [
    `${done}: ${shown}`,
    ...without.map((file) => `left out: ${printable(file)}`),
    before.stateHash === after.stateHash
      ? `${formatCountOf(after.live, 'live record')}, the same state as before: ${cut(after.stateHash)}`
      : `${formatCount(before.live)} → ${formatCountOf(after.live, 'live record')}, state ${cut(before.stateHash)} → ${cut(after.stateHash)}`,
  ];
}

function describeHalted({ halted }: ReplayedFeed, unit: string, output: Output): string[] {
  if (halted === null) return [];
  const { file, code, message, event } = halted;
  return [
    colour(output, 'red', `halted, nothing has changed: ${printable(file)}`),
    `${printable(message)} (${code})`,
    ...adviseOnHalt({ unit, key: printable(file), code, event }),
    'Whichever you do, the replay then goes on by itself.',
  ];
}

function cut(stateHash: string): string {
  return stateHash.slice(0, hashDigits);
}
