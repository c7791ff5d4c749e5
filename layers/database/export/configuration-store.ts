import { rowSources } from '#catalog/row-sources.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import type { ConfigurationFindings, ConfigurationStore, ReadRows } from '#core/operate/configure-exports.ts';
import { operateLabel } from '../operate/operate-label.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import beginSnapshot from '../verify/begin-snapshot.sql' with { type: 'text' };
import insertImportEvent from './configuration/insert-import-event.sql' with { type: 'text' };
import lockConfiguration from './configuration/lock-configuration.sql' with { type: 'text' };
import { readConfigurationRows } from './read-configuration.ts';
import { readKnownAttributes } from './read-known-attributes.ts';
import { writeConfiguration } from './write-configuration.ts';

/** The configuration of exports of one business unit, as an operator may read and change it. */
export function openConfigurationStore(database: Database, unit: BusinessUnit): ConfigurationStore {
  const feeds = new Set(unit.feeds.map(({ name }) => name));
  const known = rowSources.filter((source) => source.feeds.every((feed) => feeds.has(feed)));
  const findIn = async (
    transaction: Transaction,
    become?: (found: ReadRows) => ExportConfiguration,
  ): Promise<ConfigurationFindings> => {
    const found = await readConfigurationRows(transaction);
    const attributes = await readKnownAttributes(transaction, become?.(found) ?? found.configuration);
    return { ...found, known: { rowSources: known, attributes } };
  };
  return {
    readConfiguration: (become) =>
      inTransaction(database, operateLabel, async (transaction) => {
        await transaction.query(beginSnapshot);
        return findIn(transaction, become);
      }),
    changeConfiguration: (decide) =>
      inTransaction(database, operateLabel, async (transaction) => {
        await transaction.query(lockConfiguration);
        const change = decide(await readConfigurationRows(transaction));
        await writeConfiguration(transaction, change.pairs);
        const { rows } = await transaction.query<{ id: number }>(insertImportEvent, [change.metadata]);
        return { event: String(rows[0]?.id), found: await findIn(transaction) };
      }),
  };
}
