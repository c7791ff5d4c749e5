import type { GuardVerdict } from './ports.ts';

/** The sentence of a tripped deletion guard, for a file and for the closing of a full run alike. */
export function describeGuard(guard: GuardVerdict): string {
  return (
    `It would delete ${guard.deletes} of the ${guard.live} live records of its feed; the guard allows ` +
    `${Math.round(guard.share * 100)} %. Nothing was changed; the later files of this feed wait. If the deletes are ` +
    `meant, \`millrace resume --accept-deletes\` lets exactly this file through.`
  );
}
