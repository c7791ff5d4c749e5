import type { BusinessUnit, RolePurpose } from '#core/business-unit.ts';
import { databaseRole } from '#core/business-unit.ts';
import { NotFound } from '#core/errors.ts';
import { openDatabase, type Database } from './open-database.ts';

export type DatabaseServer = { host: string; port: number; database: string };

/**
 * The way to every unit's schema, each as the unit's own role of one purpose; opened when first asked for.
 * @param sign gives the password source of a role
 * @returns finds a unit's database by its name; throws NotFound `unknown-unit`
 */
export function openUnitDatabases(
  units: readonly BusinessUnit[],
  purpose: RolePurpose,
  server: DatabaseServer,
  sign: (user: string) => () => Promise<string>,
  maxConnections: number,
): (unitName: string) => { unit: BusinessUnit; database: Database } {
  const opened = new Map<string, { unit: BusinessUnit; database: Database }>();
  return (unitName) => {
    const known = opened.get(unitName);
    if (known) return known;
    const unit = units.find((candidate) => candidate.name === unitName);
    if (!unit) {
      const names = units.map((candidate) => candidate.name).join(', ');
      throw new NotFound(
        'unknown-unit',
        `There is no business unit "${unitName}" that is live here. There are: ${names}.`,
      );
    }
    const user = databaseRole(unit.name, purpose);
    const database = openDatabase({
      ...server,
      user,
      password: sign(user),
      schema: unit.schema,
      maxConnections,
    });
    opened.set(unitName, { unit, database });
    return { unit, database };
  };
}
