import type { ExportConfiguration } from '#core/export/configuration.ts';
import { canonicalJson, hashConfiguration } from '#core/export/hash-configuration.ts';
import type { Transaction } from '../transaction.ts';
import keepConfigurationSql from './configuration/keep-configuration.sql' with { type: 'text' };

/** Keeps a configuration for whoever wants to know later what a run used; one that is kept already stays. Its hash. */
export async function keepConfiguration(
  transaction: Transaction,
  configuration: ExportConfiguration,
): Promise<string> {
  const hash = hashConfiguration(configuration);
  await transaction.query(keepConfigurationSql, [hash, canonicalJson(configuration)]);
  return hash;
}
