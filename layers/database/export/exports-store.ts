import { rowSources } from '#catalog/row-sources.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { ExportsStore } from '#core/operate/answer-configure-request.ts';
import { openDriftStore } from '../drift/drift-store.ts';
import type { Database } from '../open-database.ts';
import { explainCells } from './causes/explain-cells.ts';
import { openConfigurationStore } from './configuration-store.ts';
import { listExports } from './list-exports.ts';

/** What an operator may see and change of one business unit's exports, in PostgreSQL. */
export function openExportsStore(database: Database, unit: BusinessUnit): ExportsStore {
  return {
    ...openDriftStore(database, unit),
    configurations: openConfigurationStore(database, unit),
    listExports: (limit) => listExports(database, limit),
    explainCells: (request) => explainCells(database, rowSources, request),
  };
}
