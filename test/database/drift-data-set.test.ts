import { expect, test } from 'vitest';
import { dataSetsFolder, readDataSet, withoutDataSets } from '../support/data-sets.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit } from '../support/unit-bench.ts';

const database = await cloneDatabase();

test.skipIf(dataSetsFolder === null)(
  `a real catalogue drifts by exactly the values and types that its files change (${withoutDataSets})`,
  async () => {
    const bench = await makeUnit(database);
    const operator = openOperator(database, bench);
    const files = readDataSet('pim-catalogue');
    for (const [index, { key, bytes }] of files.entries()) {
      const landedKey = key.replace(/^bak\//, `${bench.unit.name}/`);
      await bench.loader.drop(landedKey, bytes, new Date(Date.UTC(2026, 2, 3, 8, index)));
    }
    const { findings } = await operator.drift();
    expect(findings.map(describe)).toEqual([
      '20260304073100 line 22: retyped-attribute Product.ProductColorScanning: Boolean → text',
      '20260304065500 line 74: retyped-attribute Product.ProductDescription: LocaleString → text',
      '20260303160700 line 90: retyped-attribute Product.ProductDescriptionPrint: LocaleString → text',
      '20260303174200 line 101: retyped-attribute Product.ProductDisplayDiagonal: Double → text',
      '20260303215900 line 56: retyped-attribute Product.ProductName: String → map',
      '20260304051700 line 43: retyped-attribute Product.ProductResponseTime: Double → text',
      '20260304080400 line 33: retyped-attribute Product.ProductWeight: Double → text',
      '20260303193700 line 62: new-value Product.ProductColor purple: Purple',
      '20260304065500 line 74: relabelled-value Product.ProductMaterial cotton: cotton → 100% Cotton',
      '20260303222200 line 38: new-value Product.ProductMaterial organic_cotton: Organic Cotton',
      '20260303103900 line 8: new-value Product.ProductMaterial recycled_materials: Recycled materials',
    ]);
  },
  120_000,
);

type Finding = Awaited<ReturnType<ReturnType<typeof openOperator>['drift']>>['findings'][number];

function describe({ what, entity, name, key, before, after, file, line, undeclared }: Finding): string {
  const place = `${file.split('_').at(-2)} line ${line}`;
  const change = [before, after].filter((side) => side !== null).join(' → ');
  return `${place}: ${what} ${entity}.${name}${key === null ? '' : ` ${key}`}: ${change}${undeclared ? ' (undeclared)' : ''}`;
}
