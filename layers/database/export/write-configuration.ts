import type { ConfigurationPairs, RowPair } from '#core/export/compare-configurations.ts';
import { isChange } from '#core/export/compare-configurations.ts';
import { configurationLists } from '#core/export/configuration-rows.ts';
import type { Transaction } from '../transaction.ts';
import deleteColumns from './configuration/delete-columns.sql' with { type: 'text' };
import deleteDecorators from './configuration/delete-decorators.sql' with { type: 'text' };
import deleteFiles from './configuration/delete-files.sql' with { type: 'text' };
import deleteMappings from './configuration/delete-mappings.sql' with { type: 'text' };
import insertColumns from './configuration/insert-columns.sql' with { type: 'text' };
import insertDecorators from './configuration/insert-decorators.sql' with { type: 'text' };
import insertFiles from './configuration/insert-files.sql' with { type: 'text' };
import insertMappings from './configuration/insert-mappings.sql' with { type: 'text' };
import passGivenIds from './configuration/pass-given-ids.sql' with { type: 'text' };
import updateColumns from './configuration/update-columns.sql' with { type: 'text' };
import updateDecorators from './configuration/update-decorators.sql' with { type: 'text' };
import updateFiles from './configuration/update-files.sql' with { type: 'text' };
import updateMappings from './configuration/update-mappings.sql' with { type: 'text' };

const statements = {
  files: { remove: deleteFiles, change: updateFiles, add: insertFiles },
  columns: { remove: deleteColumns, change: updateColumns, add: insertColumns },
  mappings: { remove: deleteMappings, change: updateMappings, add: insertMappings },
  decorators: { remove: deleteDecorators, change: updateDecorators, add: insertDecorators },
} as const;

/** Writes what differs, table by table: a row that has to stand elsewhere is removed and added anew. */
export async function writeConfiguration(transaction: Transaction, pairs: ConfigurationPairs): Promise<void> {
  await transaction.query(passGivenIds);
  for (const list of configurationLists) {
    const changes = pairs[list].filter(isChange);
    const { remove, change, add } = statements[list];
    const gone = changes.filter(({ id, after, moved }) => id !== null && (after === null || moved));
    const changed = changes.filter(({ before, after, moved }) => before && after && !moved);
    const added = changes.filter(({ before, after, moved }) => after && (before === null || moved));
    if (gone.length > 0) await transaction.query(remove, [gone.map(({ id }) => id)]);
    if (changed.length > 0) await transaction.query(change, [recordset(changed)]);
    if (added.length > 0) await transaction.query(add, [recordset(added)]);
  }
}

/** Members that are null are left out: a null of JSON is not yet one of SQL. */
function recordset(pairs: readonly RowPair[]): string {
  return JSON.stringify(
    pairs.map(({ id, after }) => ({
      id,
      ...Object.fromEntries(Object.entries(after ?? {}).filter(([, value]) => value !== null)),
    })),
  );
}
