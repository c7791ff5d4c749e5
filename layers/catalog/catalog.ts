import type { BusinessUnit } from '#core/business-unit.ts';
import { NotFound } from '#core/errors.ts';
import { athena } from './business-units/athena.ts';
import { bak } from './business-units/bak.ts';
import { cefl } from './business-units/cefl.ts';
import { ecm } from './business-units/ecm.ts';
import { gem } from './business-units/gem.ts';

/** Every business unit there is. Adding one: a file beside these and a line here, then `millrace migrate`. */
export const businessUnits: readonly BusinessUnit[] = [bak, cefl, ecm, gem, athena];

/**
 * The unit of that name.
 * @throws NotFound `unknown-unit`, naming those there are
 */
export function findBusinessUnit(name: string): BusinessUnit {
  const unit = businessUnits.find((candidate) => candidate.name === name);
  if (unit) return unit;
  const known = businessUnits.map((candidate) => candidate.name).join(', ');
  throw new NotFound('unknown-unit', `There is no business unit "${name}". There are: ${known}.`, { name });
}
