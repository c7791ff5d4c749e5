import { businessUnits } from '#catalog/catalog.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { StageSettings } from './stages.ts';

/** The units of the catalog that are live in a stage, in the catalog's order. */
export function liveUnits({ units }: StageSettings): BusinessUnit[] {
  return businessUnits.filter(({ name }) => units.includes(name));
}
