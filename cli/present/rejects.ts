import type { RejectView, RejectsResponse } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatBytes, formatCount, formatCountOf } from './quantities.ts';
import { shortenEnd } from './shorten.ts';

/** How much of a bad line is shown where there is no terminal to say how wide it is. */
const excerptWidth = 120;

/** The file, then for each bad line its number, what is wrong with it, and how it begins. */
export function formatRejects(answer: RejectsResponse, output: Output): string {
  if (answer.file === null || answer.total === 0) return 'No line was rejected.\n';
  const title = `${printable(answer.file)}: ${formatCountOf(answer.total, 'line')} could not be loaded`;
  const hidden = answer.total - answer.rejects.length;
  const more =
    hidden > 0 ? [`… and ${formatCount(hidden)} more: --limit shows more, --save writes all.`] : [];
  return `${[title, ...answer.rejects.flatMap((reject) => formatReject(reject, output)), ...more].join('\n')}\n`;
}

/** Two lines: the number, code and reason, then how the bad line begins. */
export function formatReject(reject: RejectView, output: Output): string[] {
  const width = Math.min(output.columns, excerptWidth) - 4;
  const raw = printable(Buffer.from(reject.rawBase64, 'base64').toString('utf8'));
  const size = reject.rawLength > 1000 ? ` (${formatBytes(reject.rawLength)})` : '';
  return [
    `  line ${reject.line}${size}  ${colour(output, 'red', reject.code)}  ${printable(reject.reason)}`,
    `    ${colour(output, 'dim', shortenEnd(raw, width))}`,
  ];
}
