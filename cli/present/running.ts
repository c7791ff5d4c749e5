import type { Output } from '../session.ts';
import { shortenEnd } from './shorten.ts';

const eraseLine = '\r\u001b[2K';

/** One line that says how far something is, written over; where there is no terminal, nothing. */
export function showRunning(output: Output): { show(text: string): void; clear(): void } {
  if (!output.isTerminal) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => output.write(eraseLine + shortenEnd(text, output.columns - 1)),
    clear: () => output.write(eraseLine),
  };
}
