import type { RecordDifference, VerifyResponse } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatSeconds } from './quantities.ts';

/** Whether what is kept of a feed is the fold of its history. */
export function isVerified({ different, kept, folded }: VerifyResponse): boolean {
  return different === 0 && kept.live === folded.live && kept.stateHash === folded.stateHash;
}

/** One line for a feed that agrees; for one that does not, the records and totals that differ. */
export function formatVerification(verified: VerifyResponse, output: Output): string {
  const { feed, loads, records, seconds, different, differences, kept, folded } = verified;
  const what = `${formatCountOf(records, 'record')} of ${formatCountOf(loads, 'file')}, ${formatSeconds(seconds)}`;
  if (isVerified(verified)) {
    return `${feed}: ${colour(output, 'green', 'agrees')} with its history, ${what}\n`;
  }
  const hidden = different - differences.length;
  const lines = [
    `${feed}: ${colour(output, 'red', 'differs')} from its history, ${what}`,
    ...describeTotal('live records', formatCount(kept.live), formatCount(folded.live)),
    ...describeTotal('state hash', kept.stateHash, folded.stateHash),
    ...(different > 0
      ? [`  ${formatCountOf(different, 'record')} ${different === 1 ? 'differs' : 'differ'}:`]
      : []),
    ...differences.flatMap(describeRecord),
    ...(hidden > 0 ? [`    … and ${formatCount(hidden)} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function describeTotal(what: string, kept: string, folded: string): string[] {
  return kept === folded ? [] : [`  ${what}: kept ${kept}, folded ${folded}`];
}

function describeRecord({ id, disagreements }: RecordDifference): string[] {
  return disagreements.flatMap(({ what, kept, folded }) => [
    `    ${printable(id)}  ${what}`,
    `      kept    ${describeSide(kept)}`,
    `      folded  ${describeSide(folded)}`,
  ]);
}

function describeSide(value: string | null): string {
  return value === null ? '(none)' : printable(value);
}
