import * as z from 'zod';
import { InvalidInput } from '#core/errors.ts';
import {
  configurationTables,
  CsvFile,
  Decorator,
  FieldMapping,
  TemplateColumn,
  type ConfigurationProblem,
  type ExportConfiguration,
} from '#core/export/configuration.ts';
import { configurationLists } from '#core/export/configuration-rows.ts';
import type { Transaction } from '../transaction.ts';
import readColumns from './configuration/read-columns.sql' with { type: 'text' };
import readDecorators from './configuration/read-decorators.sql' with { type: 'text' };
import readFiles from './configuration/read-files.sql' with { type: 'text' };
import readMappings from './configuration/read-mappings.sql' with { type: 'text' };

const lists = {
  files: { sql: readFiles, row: CsvFile },
  columns: { sql: readColumns, row: TemplateColumn },
  mappings: { sql: readMappings, row: FieldMapping },
  decorators: { sql: readDecorators, row: Decorator },
} as const;

/**
 * The configuration as the tables have it.
 * @throws InvalidInput `bad-row` when a row is older than the rules for rows, and breaks one
 */
export async function readConfiguration(transaction: Transaction): Promise<ExportConfiguration> {
  const { configuration, problems } = await readConfigurationRows(transaction);
  if (problems.length === 0) return configuration;
  const told = problems.map(({ table, row, message }) => `${table} ${row}: ${message}`);
  throw new InvalidInput('bad-row', `The configuration has rows that cannot be read. ${told.join(' ')}`);
}

/** The rows that can be read, and what is wrong with those that cannot. */
export async function readConfigurationRows(
  transaction: Transaction,
): Promise<{ configuration: ExportConfiguration; problems: ConfigurationProblem[] }> {
  const configuration: Record<string, unknown[]> = {};
  const problems: ConfigurationProblem[] = [];
  for (const list of configurationLists) {
    const { sql, row: schema } = lists[list];
    const { rows } = await transaction.query<{ row: { id: number } }>(sql);
    configuration[list] = rows.flatMap(({ row }) => {
      const parsed = schema.safeParse(row);
      if (parsed.success) return [parsed.data];
      const message = `${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}.`;
      problems.push({ table: configurationTables[list], row: row.id, code: 'bad-row', message });
      return [];
    });
  }
  return { configuration: configuration as ExportConfiguration, problems };
}
