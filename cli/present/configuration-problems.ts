import type { ConfigurationProblem } from '#core/export/configuration.ts';
import type { ConfigCheckResponse } from '#core/operate/configuration-responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCountOf } from './quantities.ts';
import { columnGap, formatTable, widthOf, type Column } from './table.ts';
import { wrap } from './wrap.ts';

/** How wide a message is at the least, and a line where no terminal says how wide it is. */
const leastWidth = 40;
const lineWidth = 160;

/** What a configuration consists of, then whether it can be exported, or what is in the way. */
export function formatCheck(unit: string, checked: ConfigCheckResponse, output: Output): string {
  const { rows, problems, attributesKnown } = checked;
  const parts = [
    formatCountOf(rows.files, 'CSV'),
    formatCountOf(rows.columns, 'column'),
    formatCountOf(rows.mappings, 'mapping'),
    formatCountOf(rows.decorators, 'decorator'),
  ];
  const verdict =
    rows.files === 0
      ? [`Nothing is configured. To begin: npx millrace config import --default --bu ${unit}`]
      : problems.length === 0
        ? [colour(output, 'green', 'It can be exported.')]
        : formatProblems(problems, output);
  const blind = attributesKnown ? [] : ['Nothing is loaded that tells which attributes there are.'];
  return `${[`${unit}: ${parts.join(', ')}`, ...blind, ...verdict].join('\n')}\n`;
}

/** A line, or several, for each problem: the table, the row, the code and the message. */
export function formatProblems(problems: readonly ConfigurationProblem[], output: Output): string[] {
  const columns: Column[] = [
    { heading: 'TABLE' },
    { heading: 'ROW', align: 'right' },
    { heading: 'CODE', paint: (cell) => colour(output, 'red', cell) },
  ];
  const facts = problems.map(({ table, row, code }) => [table, row === null ? '-' : String(row), code]);
  const before = widthOf(columns, facts) + columnGap.length;
  const width = Math.max(leastWidth, Math.min(output.columns, lineWidth) - before);
  const rows = problems.flatMap(({ message }, index) =>
    wrap(printable(message), width).map((part, line) => [
      ...(line === 0 ? facts[index]! : ['', '', '']),
      part,
    ]),
  );
  const title = colour(output, 'red', `${formatCountOf(problems.length, 'problem')}: it cannot be exported.`);
  return [title, '', ...formatTable([...columns, { heading: 'MESSAGE' }], rows)];
}
