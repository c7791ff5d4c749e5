import { isMillraceError } from '../errors.ts';
import type { StagingTotals } from '../staging/block.ts';
import type { GuardVerdict, Halt } from './ports.ts';

/** Why a file stops its feed. A mistake of ours stops it too: the feed must not run into it every minute. */
export function haltOf(error: Error): Halt {
  if (!isMillraceError(error)) {
    return { code: 'defect', message: `Millrace failed on this file: ${error.message}`, totals: null };
  }
  const { totals, guard } = error.facts as { totals?: StagingTotals; guard?: GuardVerdict };
  return { code: error.code, message: error.message, totals: totals ?? null, guard };
}
