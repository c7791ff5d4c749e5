import { describe, expect, test } from 'vitest';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { statementName } from '#core/api/endpoint.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { administrator } = await cloneDatabase();

type Plan = { 'Relation Name'?: string; 'Index Name'?: string; 'Index Cond'?: string; Plans?: Plan[] };

const tablesOf = (plan: Plan): string[] => [
  ...(plan['Relation Name'] === undefined ? [] : [plan['Relation Name']]),
  ...(plan.Plans ?? []).flatMap(tablesOf),
];

const partsOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(partsOf)];

async function planOf(name: string): Promise<Plan> {
  await administrator.query('set search_path to athena, pg_temp');
  const { rows } = await administrator.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (generic_plan, format json) ${endpointStatements[name]}`,
  );
  return rows[0]!['QUERY PLAN'][0].Plan;
}

/** The tables of millions of rows that the plan of an endpoint reads. */
async function largeTablesOf(name: string): Promise<string[]> {
  const tables = tablesOf(await planOf(name));
  if (tables.length === 0) throw new Error(`The plan of ${name} reads no table.`);
  return tables.filter((table) => /^(netsuite_invoices|raw_records|rejected_records)/.test(table));
}

describe('the invoice lines and the history, of which there are millions', () => {
  test.each(endpoints)('are not read for $method $path', async (endpoint) => {
    expect(await largeTablesOf(statementName(endpoint))).toEqual([]);
  });
});

describe('the write-backs, of which nothing is ever deleted', () => {
  test('are read by their ids when they are sorted by them', async () => {
    await administrator.query('set enable_seqscan = off; set enable_bitmapscan = off');
    try {
      const byId = partsOf(await planOf('write-backs')).filter(
        (part) =>
          part['Index Name'] === 'pending_sync_queue_pkey' &&
          / id [<>] /.test(` ${part['Index Cond']}`.replaceAll('(', '')),
      );
      expect(byId).toHaveLength(2);
    } finally {
      await administrator.query('reset enable_seqscan; reset enable_bitmapscan');
    }
  });
});

describe('records are looked up by their whole key, feed and id', () => {
  test.each(['products', 'skus'])('for /%s', async (name) => {
    await administrator.query('set enable_seqscan = off; set enable_bitmapscan = off');
    try {
      const keys = partsOf(await planOf(name)).filter((part) =>
        /^airtable_.*_pkey$/.test(part['Index Name'] ?? ''),
      );
      const byId = keys.filter((part) => part['Index Cond']?.includes('id ='));
      expect(byId.length).toBeGreaterThan(0);
      for (const part of keys) expect(part['Index Cond']).toContain('feed =');
    } finally {
      await administrator.query('reset enable_seqscan; reset enable_bitmapscan');
    }
  });
});
