import control0001 from '../../../migrations/control/0001-units-and-unrouted-objects.sql' with { type: 'text' };
import unit0001 from '../../../migrations/business-unit/0001-ledger-history-and-state.sql' with { type: 'text' };

/** One step forward. Once it has run anywhere its text never changes: the ledger keeps its hash. */
export type Migration = { name: string; sql: string };

/** Runs once per database, in the schema `control`. */
export const controlMigrations: readonly Migration[] = [
  { name: '0001-units-and-unrouted-objects', sql: control0001 },
];

/** Runs once in the schema of each business unit. */
export const unitMigrations: readonly Migration[] = [
  { name: '0001-ledger-history-and-state', sql: unit0001 },
];
