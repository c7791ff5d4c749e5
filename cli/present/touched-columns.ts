import { nameFinding } from '#core/drift/describe-drift.ts';
import type { DriftedFinding } from '#core/operate/drift-request.ts';
import type { Output } from '../session.ts';
import { printable } from './printable.ts';
import { formatCountOf } from './quantities.ts';
import { shortenEnd } from './shorten.ts';

/** The columns of CSVs that show what has drifted, and why, a line for each; no lines where none does. */
export function formatTouchedColumns(findings: readonly DriftedFinding[], output: Output): string[] {
  const lines = findings.flatMap((finding) =>
    finding.columns.map(({ csv, column, configuration, rows }) => {
      const shown = `${csv} ${column}, ${formatCountOf(rows, 'row')}`;
      return `  ${printable(`${nameFinding(finding)}: ${shown} (${configuration.join(', ')})`)}`;
    }),
  );
  const cut = lines.map((line) => shortenEnd(line, Math.min(output.columns, 300)));
  return lines.length === 0 ? [] : ['', 'The next export shows it in', ...cut];
}
