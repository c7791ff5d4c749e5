import { ringOf } from './ring.ts';
import type { HouseRule } from './source-file.ts';

const linesAtMost = 300;
const handlerLinesAtMost = 15;

export const filesAreSmall: HouseRule = ({ path, text }) => {
  if (!path.endsWith('.ts') || ringOf(path) === 'test') return [];
  const lines = countLines(text);
  return lines > linesAtMost
    ? [`${path} has ${lines} lines, more than ${linesAtMost}: split it by what its parts do.`]
    : [];
};

export const handlersAreWiring: HouseRule = ({ path, text }) => {
  if (!/^lambdas\/[^/]+\/index\.ts$/.test(path)) return [];
  const lines = countLines(text);
  return lines > handlerLinesAtMost
    ? [
        `${path} has ${lines} lines, more than ${handlerLinesAtMost}: the wiring belongs in boot.ts, the work in a ring.`,
      ]
    : [];
};

function countLines(text: string): number {
  return text.trimEnd().split('\n').length;
}
