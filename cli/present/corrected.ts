import { Corrected } from '#core/load/corrected.ts';
import type { EventView } from '#core/operate/responses.ts';
import { formatCountOf } from './quantities.ts';

/** `put right: 2 records were missing, 1 was held otherwise`: what a full file corrected; null where that is no question. */
export function describeCorrected({ metadata }: Pick<EventView, 'metadata'>): string | null {
  const parsed = Corrected.safeParse(metadata['corrected']);
  if (!parsed.success) return null;
  const { missed = 0, held_otherwise: otherwise = 0, kept_wrongly: wrongly = 0 } = parsed.data;
  const told = [
    [missed, 'missing'],
    [otherwise, 'held otherwise'],
    [wrongly, 'kept wrongly'],
  ] as const;
  const shown = told
    .filter(([count]) => count > 0)
    .map(([count, how]) => `${formatCountOf(count, 'record')} ${count === 1 ? 'was' : 'were'} ${how}`);
  return shown.length === 0 ? 'nothing had to be put right' : `put right: ${shown.join(', ')}`;
}
