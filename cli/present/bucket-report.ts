import type { BucketReport } from '#core/reconcile/bucket-report.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';

/** Of each finding this many are shown; `--json` has more. */
const shown = 20;

/** What the bucket and the ledger say of each other, finding by finding. */
export function formatBucketReport(report: BucketReport, dryRun: boolean, output: Output): string {
  const { unit, listed, unregistered, missing, unrouted } = report;
  const announced = dryRun ? 'not in the ledger' : 'not in the ledger before; announced';
  const lines = [
    colour(output, 'bold', `${formatCountOf(listed, 'version')} in the bucket for ${unit}`),
    ...describe(unregistered, announced, ({ key, versionId }) => `${key}  ${versionId}`),
    ...describe(
      missing,
      colour(output, 'red', 'in the ledger and not in the bucket'),
      ({ key, versionId, inForce }) => `${key}  ${versionId}  ${inForce ? 'in force' : 'not in force'}`,
    ),
    ...describe(unrouted, colour(output, 'yellow', "under no unit's prefix"), ({ key }) => key),
  ];
  const isClean = unregistered.count + missing.count + unrouted.count === 0;
  if (isClean) lines.push(`  ${colour(output, 'green', 'The bucket and the ledger agree.')}`);
  return `${lines.join('\n')}\n`;
}

function describe<Item>(
  { count, first }: { count: number; first: Item[] },
  what: string,
  show: (item: Item) => string,
): string[] {
  if (count === 0) return [];
  const rest = count - Math.min(first.length, shown);
  return [
    `  ${formatCount(count)} ${what}:`,
    ...first.slice(0, shown).map((item) => `    ${printable(show(item))}`),
    ...(rest > 0 ? [`    … and ${formatCount(rest)} more`] : []),
  ];
}
