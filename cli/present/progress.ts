import type { LoadPhase } from '../follow-load.ts';
import type { Output } from '../session.ts';
import { printable } from './printable.ts';
import { formatBytes, formatCountOf, formatRate } from './quantities.ts';
import { shortenEnd, shortenStart } from './shorten.ts';

/** What shows how far a file is: one line that is written over, or plain lines where there is no terminal. */
export type Progress = { show(phase: LoadPhase): void; clear(): void };

const barWidth = 20;
/** What is over sooner needs no line of its own in a log. */
const worthALineSeconds = 2;
const eraseLine = '\r\u001b[2K';

export function showProgress(label: string, output: Output): Progress {
  return output.isTerminal ? rewriteLine(label, output) : writeLines(label, output);
}

function rewriteLine(label: string, output: Output): Progress {
  return {
    show: (phase) => {
      const rest = formatPhase(phase);
      const room = Math.max(12, output.columns - rest.length - 3);
      const line = `${shortenStart(printable(label), room)}  ${rest}`;
      output.write(eraseLine + shortenEnd(line, output.columns - 1));
    },
    clear: () => output.write(eraseLine),
  };
}

/** A line when another phase begins, or another reason to wait comes up, and only if it takes its time. */
function writeLines(label: string, output: Output): Progress {
  let last = 'uploading';
  return {
    show: (phase) => {
      const news = phase.phase === 'waiting' ? phase.reason : phase.phase;
      if (news === last || phase.seconds < worthALineSeconds) return;
      last = news;
      output.write(`${printable(label)}: ${printable(news)}\n`);
    },
    clear: () => undefined,
  };
}

export function formatPhase(phase: LoadPhase): string {
  if (phase.phase === 'waiting') return printable(phase.reason);
  const { bytes, totalBytes, seconds } = phase;
  if (phase.phase === 'loading' && bytes >= totalBytes)
    return `${formatCountOf(phase.rows, 'row')} staged, applying`;
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
  const filled = Math.round(share * barWidth);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const amount =
    phase.phase === 'loading' ? formatCountOf(phase.rows, 'row') : `of ${formatBytes(totalBytes)} uploaded`;
  return `${bar} ${percent}  ${amount}${bytes === 0 ? '' : `  ${formatRate(bytes, seconds)}`}`;
}
