import { ExportConfiguration } from '#core/export/configuration.ts';
import type { Transaction } from '../transaction.ts';
import readKeptConfigurationSql from './configuration/read-kept-configuration.sql' with { type: 'text' };

/** The configuration that was kept under a hash; null when none was. */
export async function readKeptConfiguration(
  transaction: Transaction,
  hash: string,
): Promise<ExportConfiguration | null> {
  const { rows } = await transaction.query<{ content: unknown }>(readKeptConfigurationSql, [hash]);
  return rows[0] ? ExportConfiguration.parse(rows[0].content) : null;
}
