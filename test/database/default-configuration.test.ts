import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '#core/export/manifest.ts';
import { defaultConfigurationFolder, readConfigurationFolder } from '../../cli/files/configuration-folder.ts';
import { dataSetsFolder, readDataSet, readDataSetLines, withoutDataSets } from '../support/data-sets.ts';
import { openTestExporter } from '../support/exporter.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit } from '../support/unit-bench.ts';

const database = await cloneDatabase();
const samples = join(process.cwd(), 'samples');
const sheets = {
  ...(await readConfigurationFolder(defaultConfigurationFolder(process.cwd()))),
  ...(await readConfigurationFolder(join(samples, 'configuration'))),
};

/** Files of the unit bak, as another unit gets them. */
type LandingFile = { key: string; bytes: Buffer };

function sampleFiles(): LandingFile[] {
  const keys = readFileSync(join(samples, 'order.txt'), 'utf8').trimEnd().split('\n');
  return keys
    .filter((key) => !key.startsWith('ecm/'))
    .map((key) => ({ key, bytes: readFileSync(join(samples, 'landing', key)) }));
}

async function exportAll(
  files: readonly LandingFile[],
): Promise<{ manifest: Manifest; read(name: string): string[] }> {
  const bench = await makeUnit(database);
  for (const { key, bytes } of files) {
    await bench.loader.drop(key.replace(/^bak\//, `${bench.unit.name}/`), bytes);
  }
  const operator = openOperator(database, bench);
  const { shown } = await operator.importConfiguration(sheets);
  expect(await operator.importConfiguration(sheets, shown)).toMatchObject({ problems: [] });
  const exporter = openTestExporter(database, bench);
  const manifest = await exporter.write();
  return {
    manifest,
    read: (name) => exporter.bucket.text(`exports/${bench.unit.name}/${manifest.run}/${name}`).split('\r\n'),
  };
}

function rowsOf({ files }: Manifest): Record<string, number> {
  return Object.fromEntries(files.map(({ name, rows }) => [name, rows]));
}

describe('the configuration that comes with Millrace', () => {
  test('makes 17 CSVs of the samples that pass every check', async () => {
    const { manifest, read } = await exportAll(sampleFiles());
    expect(manifest).toMatchObject({ failedChecks: [], heldBack: null });
    expect(manifest.files.filter(({ rejected }) => rejected > 0)).toEqual([]);
    expect(rowsOf(manifest)).toEqual({
      'attribute-roles.csv': 5,
      'attribute-set-attributes.csv': 96,
      'attribute-sets.csv': 10,
      'attribute-values.csv': 15,
      'attributes.csv': 25,
      'category-attributes.csv': 90,
      'category.csv': 15,
      'item-associations.csv': 0,
      'item-attributes.csv': 5469,
      'item-bundles.csv': 0,
      'item-categories.csv': 252,
      'item-groups.csv': 252,
      'item-media.csv': 252,
      'itemdataflex.csv': 252,
      'items.csv': 252,
      'products.csv': 133,
      'purpose.csv': 25,
    });
    expect(read('items.csv')).toEqual(
      expect.arrayContaining([
        'Item#,Product#,Item_Name,Attribute_Set,Enabled',
        'CU29-1-5,CU29-1,"Condensing unit, 5 ton",condensing_units,Y',
      ]),
    );
    expect(read('itemdataflex.csv')).toContainEqual(
      expect.stringMatching(
        /^CU29-1-5,"The Ridgeline CU29-1 condenses [^"]* and …","The [^"]*screw\.",Ridgeline$/,
      ),
    );
    expect(read('purpose.csv')).toContain('ProductSeer2,filter|compare');
    expect(read('attribute-roles.csv')).toContain('ItemId,key,Heiler');
    expect(read('category.csv')).toContain('equipment,catalogue,Equipment,catalogue/equipment');
    expect(read('item-attributes.csv')).toContain('CU29-1-5,ItemName,es,"Unidad condensadora, 5 ton",');
  });

  test.skipIf(dataSetsFolder === null)(
    `makes 17 CSVs of a real catalogue that pass every check (${withoutDataSets})`,
    { timeout: 120_000 },
    async () => {
      const count = (feed: string): number =>
        readDataSetLines('pim-catalogue', 'expected', `${feed}.jsonl`).length;
      const { manifest } = await exportAll(readDataSet('pim-catalogue'));
      expect(manifest).toMatchObject({ failedChecks: [], heldBack: null });
      expect(manifest.files.filter(({ rejected }) => rejected > 0)).toEqual([]);
      expect(manifest.files).toHaveLength(17);
      expect(rowsOf(manifest)).toMatchObject({
        'products.csv': count('products'),
        'category.csv': count('channel_nodes'),
        'attributes.csv': count('attribute_file'),
      });
    },
  );
});
