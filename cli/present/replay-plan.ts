import { posix } from 'node:path';
import type { FeedReplay, ReplayResponse } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCountOf, formatSeconds } from './quantities.ts';
import { wrap } from './wrap.ts';

const indent = '  ';

/** For each feed that a replay touches: its files, what is left out, what it comes to. */
export function formatReplayPlan({ from, feeds }: ReplayResponse, unit: string, output: Output): string {
  const file = from.file === null ? '' : ` (${printable(from.file)})`;
  const title = `A replay of ${unit} from event ${from.event} on${file}`;
  return `${colour(output, 'bold', title)}\n${feeds.flatMap((feed) => describeFeed(feed, output)).join('')}`;
}

function describeFeed(feed: FeedReplay, output: Output): string[] {
  const sentences = [
    `${colour(output, 'bold', feed.feed)}: ${describeFiles(feed)}`,
    ...feed.without.map((file) => `Left out: ${printable(file)}.`),
    `${formatCountOf(feed.ids, 'record')} folded again; last time its files took ${formatSeconds(feed.expectedSeconds)}.`,
    ...(feed.halted ? [describeHalted(feed.halted)] : []),
  ];
  const width = Math.min(output.columns, 100) - indent.length;
  return sentences.flatMap((sentence) => wrap(sentence, width)).map((line) => `${indent}${line}\n`);
}

function describeFiles({ files, firstFile, lastFile }: FeedReplay): string {
  const names = [firstFile, lastFile].map((file) => printable(posix.basename(file ?? '')));
  if (files === 0) return 'no file is left to stage.';
  if (files === 1) return `1 file is staged again, ${names[0]}.`;
  return `${formatCountOf(files, 'file')} are staged again, from ${names[0]} to ${names[1]}.`;
}

function describeHalted({ file, code, event }: NonNullable<FeedReplay['halted']>): string {
  return (
    `It stops at ${printable(file)}, which is halted (${code}, event ${event}): until that is cleared, or left out ` +
    `with --without, nothing changes.`
  );
}
