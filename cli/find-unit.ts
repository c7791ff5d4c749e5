import { businessUnits, findBusinessUnit } from '#catalog/catalog.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import { misuse } from './failure.ts';

/** The unit that --bu names; the only one there is when it names none. */
export function findUnit(name: string | undefined): BusinessUnit {
  if (name !== undefined) return findBusinessUnit(name);
  const [only, ...others] = businessUnits;
  if (only && others.length === 0) return only;
  const known = businessUnits.map((unit) => `${unit.name} (${unit.title})`).join(', ');
  throw misuse('no-unit', 'Which business unit?', `Say it with --bu. There are: ${known}.`);
}
