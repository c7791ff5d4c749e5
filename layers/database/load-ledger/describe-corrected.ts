import { isSnapshot } from '#catalog/is-snapshot.ts';
import type { Corrected } from '#core/load/corrected.ts';
import type { ChangeCounts, LandedFile } from '#core/load/ports.ts';

/**
 * Whether a full file corrects what there is: not where its run is all that there is. The versions of a snapshot have no
 * deltas between them that could be wrong.
 * @param besideRun live records of the feed that its run did not bring
 */
export function corrects(file: LandedFile, besideRun: number): boolean {
  return file.kind === 'full' && !isSnapshot(file) && besideRun > 0;
}

/**
 * What a full file put right, as the metadata of its event says it.
 * @param keptWrongly what was deleted because the run lacks it; undefined while nobody knows
 */
export function describeCorrected(
  { inserted, updated }: ChangeCounts,
  keptWrongly: number | undefined,
): { corrected: Corrected } {
  const corrected = { missed: inserted, held_otherwise: updated };
  return { corrected: keptWrongly === undefined ? corrected : { ...corrected, kept_wrongly: keptWrongly } };
}
