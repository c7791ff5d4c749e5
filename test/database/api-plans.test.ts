import { describe, expect, test } from 'vitest';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { administrator } = await cloneDatabase();

type Plan = { 'Relation Name'?: string; Plans?: Plan[] };

const tablesOf = (plan: Plan): string[] => [
  ...(plan['Relation Name'] === undefined ? [] : [plan['Relation Name']]),
  ...(plan.Plans ?? []).flatMap(tablesOf),
];

/** The tables of millions of rows that the plan of an endpoint reads. */
async function largeTablesOf(name: string): Promise<string[]> {
  await administrator.query('set search_path to athena, pg_temp');
  const { rows } = await administrator.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (generic_plan, format json) ${endpointStatements[name]}`,
  );
  const tables = tablesOf(rows[0]!['QUERY PLAN'][0].Plan);
  if (tables.length === 0) throw new Error(`The plan of ${name} reads no table.`);
  return tables.filter((table) => /^(netsuite_invoices|raw_records|rejected_records)/.test(table));
}

describe('the invoice lines and the history, of which there are millions', () => {
  test.each(endpoints)('are not read for $path', async ({ name }) => {
    expect(await largeTablesOf(name)).toEqual([]);
  });
});
