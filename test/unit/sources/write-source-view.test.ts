import { describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { feedViews } from '#catalog/feed-views.ts';
import { quoteIdentifier, quoteLiteral } from '#core/sources/quote-sql.ts';
import { writeSourceView } from '#core/sources/write-source-view.ts';

describe('what the catalog says becomes SQL', () => {
  test.each([
    ['name', '"name"'],
    ['Product "Line"', '"Product ""Line"""'],
    ['select', '"select"'],
  ])('the name %s as %s', (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });

  test.each([
    ['Launch date', `'Launch date'`],
    [`Client's`, `'Client''s'`],
    [String.raw`a\b'c`, String.raw`E'a\\b''c'`],
  ])('the text %s as %s', (text, quoted) => {
    expect(quoteLiteral(text)).toBe(quoted);
  });

  test('a NUL character is refused', () => {
    expect(() => quoteLiteral('a\0b')).toThrow('NUL');
    expect(() => quoteIdentifier('a\0b')).toThrow('NUL');
  });

  test('a view, a column for each value', () => {
    const sql = writeSourceView({
      ...{ feed: 'things', schema: 'raw', name: 'thing', title: `Somebody's things`, id: 'key' },
      columns: [
        { name: 'name', at: ['fields', `The "Name"`], type: 'text' },
        { name: 'photo', at: ['fields', 'Photo', 0, 'url'], type: 'text' },
        { name: 'parents', at: ['parents'], each: 'gid', type: 'links' },
        { name: 'done', at: ['done'], type: 'boolean' },
      ],
    });
    const isText = '? ((@.type() == "string" && @ != "") || @.type() == "number")';
    expect(sql).toBe(`create or replace view "raw"."thing" as
select
  id as "key",
  nullif(json_value(data, E'$."fields"."The \\\\"Name\\\\""' returning text null on error), '') as "name",
  nullif(json_value(data, '$."fields"."Photo"[0]."url"' returning text null on error), '') as "photo",
  json_query(data, '$."parents"[*]."gid" ${isText}' returning text[] with wrapper empty array on empty empty array on error) as "parents",
  json_value(data, '$."done"' returning boolean default false on empty null on error) as "done",
  updated_at,
  source_file
from "things"
where "things".feed = 'things' and not deleted;
comment on view "raw"."thing" is 'Somebody''s things'`);
  });
});

test('a view in a schema of its own is in one unit only', () => {
  const known = feedViews.filter(({ schema }) => schema !== null);
  expect(known.map(({ schema, name }) => `${schema}.${name}`).toSorted()).toEqual([
    'airtable_raw.client',
    'airtable_raw.dev_group',
    'airtable_raw.product',
    'airtable_raw.product_line',
    'airtable_raw.sku',
    'asana_raw.project',
    'asana_raw.task',
    'netsuite_raw.sync_state',
    'ns.invoices',
    'pdos.pending_sync_queue',
  ]);
  for (const { feed } of known) {
    const units = businessUnits.filter(({ feeds }) => feeds.some(({ name }) => name === feed));
    expect(units.map(({ name }) => name)).toEqual(['athena']);
  }
});
