import { beforeEach, describe, expect, test } from 'vitest';
import { openTestExporter } from '../support/exporter.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, products, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
let bench: UnitBench;
let exporter: ReturnType<typeof openTestExporter>;

beforeEach(async () => {
  bench = await makeUnit(database);
  exporter = openTestExporter(database, bench);
});

const drop = (name: string, ...records: unknown[]) =>
  bench.loader.drop(productKey(bench, name), jsonl(...records));
const text = (run: number, name: string) => exporter.bucket.text(`exports/${bench.unit.name}/${run}/${name}`);
const columns = { EntityId: 'EntityId', Name: 'Name' };

describe('what differs since a run', () => {
  test('stands beside the full set: rows that are new or changed as they are in it, and keys that are gone', async () => {
    await exporter.configure('products.csv', 'product', columns, { keys: ['EntityId'] });
    await exporter.configure('names.csv', 'product', { Name: 'Name' });
    await drop('0801', ...products(1, 4, { Name: 'Valve' }), product(5, { Name: 'a "5" inch, pipe' }));
    const first = await exporter.write();
    await drop('0802', product(2, { Name: 'Valve, large' }), { EntityId: 4, Deleted: true }, product(6));
    const second = await exporter.write({ changedSince: first.run });

    expect(second.changes).toEqual({
      since: first.run,
      files: [
        {
          name: 'names.csv',
          rows: 2,
          file: 'changed/names.csv',
          gone: 2,
          goneFile: 'changed/names.gone.csv',
        },
        {
          name: 'products.csv',
          rows: 2,
          file: 'changed/products.csv',
          gone: 1,
          goneFile: 'changed/products.gone.csv',
        },
      ],
    });
    expect(text(second.run, 'changed/products.csv')).toBe('EntityId,Name\n2,"Valve, large"\n6,\n');
    expect(text(second.run, 'changed/products.gone.csv')).toBe('EntityId\n4\n');
    expect(text(second.run, 'changed/names.gone.csv')).toBe('Name\nValve\nValve\n');
    expect(second.heldBack).toBeNull();
  });

  test('is nothing where nothing changed, everything where the columns did', async () => {
    await exporter.configure('products.csv', 'product', columns, { keys: ['EntityId'] });
    await drop('0801', ...products(1, 3, { Name: 'Valve' }));
    const first = await exporter.write();
    const same = await exporter.write({ changedSince: first.run });
    expect(same.changes?.files).toEqual([
      { name: 'products.csv', rows: 0, file: null, gone: 0, goneFile: null },
    ]);
    await bench.rows(
      `insert into csv_template_config (csv_name, column_name, source_type, source_value)
       values ('products.csv', 'Kind', 'static', 'x')`,
    );
    const wider = await exporter.write({ changedSince: first.run });
    expect(wider.changes?.files).toMatchObject([{ rows: 3, gone: 0 }]);
    expect(text(wider.run, 'changed/products.csv')).toBe(text(wider.run, 'products.csv'));
  });

  test('is a new CSV as a whole, and all keys of one that is written no more', async () => {
    await exporter.configure('products.csv', 'product', columns, { keys: ['EntityId'] });
    await drop('0801', ...products(1, 2, { Name: 'Valve' }));
    const first = await exporter.write();
    await bench.rows(`update csv_file_config set active = false`);
    await exporter.configure('others.csv', 'product', columns, { keys: ['EntityId'] });
    const second = await exporter.write({ changedSince: first.run });
    expect(second.changes?.files).toMatchObject([
      { name: 'others.csv', rows: 2, gone: 0 },
      { name: 'products.csv', rows: 0, file: null, gone: 2 },
    ]);
    expect(text(second.run, 'changed/products.gone.csv')).toBe('EntityId\n1\n2\n');
  });

  test('of a run that wrote nothing is refused before anything begins', async () => {
    await expect(exporter.run({ changedSince: 99 })).rejects.toThrow('There are no files of run 99.');
    expect(await bench.rows(`select from runs where kind = 'export'`)).toEqual([]);
    expect(await bench.alerts()).toEqual([]);
  });
});
