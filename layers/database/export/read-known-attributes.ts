import { rowSources } from '#catalog/row-sources.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import { namedFields } from '#core/export/named-fields.ts';
import { standardAttributes } from '#core/export/standard-attributes.ts';
import type { Transaction } from '../transaction.ts';
import readDeclaredAttributes from './configuration/read-declared-attributes.sql' with { type: 'text' };
import readLiveAttributes from './configuration/read-live-attributes.sql' with { type: 'text' };

const ownFields = rowSources.flatMap(({ fields }) => Object.keys(fields));

/**
 * The attributes that a configuration may name; null when the unit holds nothing that could tell.
 * @param configuration the one in question: where AttributeFile declares all that it names, no record is read
 */
export async function readKnownAttributes(
  transaction: Transaction,
  configuration?: ExportConfiguration,
): Promise<ReadonlySet<string> | null> {
  const declared = await readAttributes(transaction, readDeclaredAttributes);
  const known = new Set([...standardAttributes, ...declared]);
  if (configuration && declared.length > 0) {
    const passing = new Set([...known, ...ownFields]);
    if (namedFields(configuration).every((name) => passing.has(name))) return known;
  }
  const live = await readAttributes(transaction, readLiveAttributes);
  return declared.length + live.length === 0 ? null : new Set([...known, ...live]);
}

async function readAttributes(transaction: Transaction, sql: string): Promise<string[]> {
  const { rows } = await transaction.query<{ attribute: string }>(sql);
  return rows.map(({ attribute }) => attribute);
}
