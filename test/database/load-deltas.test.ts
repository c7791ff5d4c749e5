import { expect, test } from 'vitest';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

test('one delta goes from its bytes to the products table', async () => {
  const loader = openTestLoader(database, 'bak');
  const answer = await loader.drop(
    'bak/PRODUCT/2026/03/ecommerce_1_20260303080700_001.jsonl',
    '{"EntityId":1,"EntityTypeId":"Product","Attributes":{"Name":"Valve","Weight":1.10}}\n{"EntityId":2,"Attributes":{}}\n',
  );
  expect(answer).toBe('nothing-due');
  const { rows } = await database.administrator.query(
    'select id, data::text, deleted, source_file, line from inriver_bak.products order by id',
  );
  expect(rows).toMatchInlineSnapshot(`
    [
      {
        "data": "{"EntityId": 1, "Attributes": {"Name": "Valve", "Weight": 1.10}, "EntityTypeId": "Product"}",
        "deleted": false,
        "id": "1",
        "line": "1",
        "source_file": "bak/PRODUCT/2026/03/ecommerce_1_20260303080700_001.jsonl",
      },
      {
        "data": "{"EntityId": 2, "Attributes": {}}",
        "deleted": false,
        "id": "2",
        "line": "2",
        "source_file": "bak/PRODUCT/2026/03/ecommerce_1_20260303080700_001.jsonl",
      },
    ]
  `);
  const events = await database.administrator.query(
    'select event_type, records_processed p, records_inserted i, metadata from inriver_bak.file_processing_events order by id',
  );
  expect(events.rows.map((row) => [row.event_type, row.p, row.i])).toEqual([
    ['file_received', null, null],
    ['file_start', null, null],
    ['file_complete', '2', '2'],
  ]);
});
