import { limits } from '../limits.ts';
import { DriftKind, type DriftFinding } from './drift-finding.ts';

/** How many names of one kind an alert gives. */
const namesGiven = 3;

/**
 * The words of the alert about a feed that has drifted.
 * @param findings all that nobody has accepted
 * @param file the one that was inspected last
 * @param leftOut how much more it brought than is kept
 */
export function describeDrift(findings: readonly DriftFinding[], file: string, leftOut: number): string {
  const groups = DriftKind.options.flatMap((what) => {
    const names = findings.filter((finding) => finding.what === what).map(nameFinding);
    return names.length === 0 ? [] : [describeGroup(what, names)];
  });
  const more = leftOut === 0 ? '' : ` Of a feed ${limits.driftKept} are kept; it brought ${leftOut} more.`;
  return (
    `Files changed what this feed is made of, the last of them ${file}: ${groups.join('; ')}.${more} They were ` +
    `applied. \`millrace drift\` lists this with the records that have it; with \`--accept\` it counts as known.`
  );
}

/** `Product.ProductColour`, of a controlled value with its key. */
export function nameFinding({ entity, name, key }: Pick<DriftFinding, 'entity' | 'name' | 'key'>): string {
  return `${entity}.${name}${key === null ? '' : ` "${key}"`}`;
}

/** `retyped-attribute`, 2 → `2 retyped attributes` */
export function countDrift(what: DriftKind, count: number): string {
  return `${count} ${what.replace('-', ' ')}${count === 1 ? '' : 's'}`;
}

function describeGroup(what: DriftKind, names: readonly string[]): string {
  const given = names.slice(0, namesGiven).join(', ');
  const rest = names.length > namesGiven ? ', …' : '';
  return `${countDrift(what, names.length)} (${given}${rest})`;
}
