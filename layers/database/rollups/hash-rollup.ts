import { createHash } from 'node:crypto';
import type { Rollup } from '#catalog/rollups.ts';

/** The sha-256 of the statements that make a table of sums, in hex: equal hashes, equal sums. */
export function hashRollup({ create, carry }: Rollup): string {
  return createHash('sha256').update(`${create}\0${carry}`).digest('hex');
}
