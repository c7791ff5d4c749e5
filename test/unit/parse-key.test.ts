import { describe, expect, test } from 'vitest';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { BusinessUnit } from '#core/business-unit.ts';
import { type ParsedFile, parseKey } from '#core/landing/parse-key.ts';
import { dataSetsFolder, readDataSet, withoutDataSets } from '../support/data-sets.ts';

const bak = findBusinessUnit('bak');

/** What is compared: `feed shape kind timestamp run part`, and `gz`. */
function summary(key: string, unit = bak): string {
  const parsed = parseKey(key, unit);
  if (parsed.outcome === 'ignored') return parsed.code;
  const { feed, shape, kind, timestamp, run, part, compressed } = parsed;
  return [feed.name, shape.name, kind, timestamp, run, part, compressed ? 'gz' : 'plain'].join(' ');
}

const products = 'bak/PRODUCT/2026/03';
const deltaOf = (timestamp: string, run: string, part: string) =>
  `products ecommerce delta ${timestamp} ${run} ${part} plain`;
const fullOf = (timestamp: string, run: string, part: string) =>
  `products ecommerce full ${timestamp} ${run} ${part} plain`;

test('one stem may begin like another, wherever their feeds stand in the list', () => {
  const athena = findBusinessUnit('athena');
  const reversed = { ...athena, feeds: athena.feeds.toReversed() };
  for (const unit of [athena, reversed]) {
    for (const table of ['product', 'product_line', 'client', 'sku', 'dev_group']) {
      const full = `${table} ${table} full 20260302060000000`;
      const folder = 'athena/AIRTABLE/2026/03';
      expect(summary(`${folder}/${table}_full_20260302060000.jsonl`, unit)).toBe(`airtable_${full}   plain`);
      expect(summary(`${folder}/${table}_full_20260302060000_2.jsonl.gz`, unit)).toBe(
        `airtable_${full}  2 gz`,
      );
    }
    expect(summary('athena/AIRTABLE/2026/03/product_lines_full_20260302060000.jsonl', unit)).toBe(
      'unreadable-name',
    );
    expect(summary('athena/ASANA/2026/03/product_full_20260302060000.jsonl', unit)).toBe('unknown-name');
  }
});

describe('a key says which feed a file is of and its place there', () => {
  test.for([
    // what stands in the name
    [`${products}/ecommerce_629037_20260303080700_001.jsonl`, deltaOf('20260303080700000', '629037', '1')],
    [`${products}/ecommerce_629037_20260303080700123_001.jsonl`, deltaOf('20260303080700123', '629037', '1')],
    [`${products}/ecommerce_20260303080700_001.jsonl`, deltaOf('20260303080700000', '', '1')],
    [`${products}/ecommerce_20260303080700123_001.jsonl`, deltaOf('20260303080700123', '', '1')],
    [`${products}/ecommerce_629037_20260303080700.jsonl`, deltaOf('20260303080700000', '629037', '')],
    [`${products}/ecommerce_20260303080700.jsonl`, deltaOf('20260303080700000', '', '')],
    [`${products}/ecommerce_20260303080700123.jsonl`, deltaOf('20260303080700123', '', '')],
    [`${products}/ecommerce_0_20260303080700_0.jsonl`, deltaOf('20260303080700000', '0', '0')],
    [`${products}/ecommerce_000629_20260303080700_010.jsonl`, deltaOf('20260303080700000', '629', '10')],
    [`${products}/ecommerce_629037_20260303080700_1.jsonl`, deltaOf('20260303080700000', '629037', '1')],
    [
      `${products}/ecommerce_629037_20260303080700_999999999.jsonl`,
      deltaOf('20260303080700000', '629037', '999999999'),
    ],
    // full runs
    [
      `${products}/ecommerce_629009_full_20260303080700_001.jsonl`,
      fullOf('20260303080700000', '629009', '1'),
    ],
    [
      `${products}/ecommerce_full_629009_20260303080700_001.jsonl`,
      fullOf('20260303080700000', '629009', '1'),
    ],
    [`${products}/ecommerce_full_20260303080700_001.jsonl`, fullOf('20260303080700000', '', '1')],
    [`${products}/ecommerce_full_20260303080700.jsonl`, fullOf('20260303080700000', '', '')],
    [`${products}/ecommerce_full_629009_20260303080700999.jsonl`, fullOf('20260303080700999', '629009', '')],
    // runs that look like times
    [
      `${products}/ecommerce_20260101000000_20260303080700_001.jsonl`,
      deltaOf('20260303080700000', '20260101000000', '1'),
    ],
    [
      `${products}/ecommerce_20260101000000_20260303080700.jsonl`,
      deltaOf('20260303080700000', '20260101000000', ''),
    ],
    [
      `${products}/ecommerce_99999999999999_20260303080700_001.jsonl`,
      deltaOf('20260303080700000', '99999999999999', '1'),
    ],
    [
      `${products}/ecommerce_12345678901234567_20260303080700_001.jsonl`,
      deltaOf('20260303080700000', '12345678901234567', '1'),
    ],
    [
      `${products}/ecommerce_full_20260101000000_20260303080700_001.jsonl`,
      fullOf('20260303080700000', '20260101000000', '1'),
    ],
    [
      `${products}/ecommerce_12345678901234567890_20260303080700_001.jsonl`,
      deltaOf('20260303080700000', '12345678901234567890', '1'),
    ],
    // times at the edges of the calendar
    [`${products}/ecommerce_1_20240229235959_1.jsonl`, deltaOf('20240229235959000', '1', '1')],
    [`${products}/ecommerce_1_20000229000000_1.jsonl`, deltaOf('20000229000000000', '1', '1')],
    [`${products}/ecommerce_1_20261231235959999_1.jsonl`, deltaOf('20261231235959999', '1', '1')],
    // folders: the file's own time counts, not the folder's
    ['bak/PRODUCT/1999/12/ecommerce_1_20260303080700_1.jsonl', deltaOf('20260303080700000', '1', '1')],
    // compression
    [
      `${products}/ecommerce_1_20260303080700_1.jsonl.gz`,
      'products ecommerce delta 20260303080700000 1 1 gz',
    ],
    [
      `${products}/ecommerce_1_full_20260303080700_2.jsonl.gz`,
      'products ecommerce full 20260303080700000 1 2 gz',
    ],
    // the other feeds
    [
      'bak/CHANNEL/ChannelNode_629006_20260303080600.jsonl',
      'channel_nodes ChannelNode delta 20260303080600000 629006  plain',
    ],
    [
      'bak/CHANNEL/ChannelNode_629006_20260303080600.jsonl.gz',
      'channel_nodes ChannelNode delta 20260303080600000 629006  gz',
    ],
    [
      'bak/CHANNEL/ChannelNode_20260303080600123.jsonl',
      'channel_nodes ChannelNode delta 20260303080600123   plain',
    ],
    ['bak/CHANNEL/ChannelStructure_001.jsonl', 'channel_nodes ChannelStructure full    plain'],
    ['bak/CHANNEL/ChannelStructure_001.jsonl.gz', 'channel_nodes ChannelStructure full    gz'],
    ['SHARED/AttributeFile.json', 'attribute_file AttributeFile full    plain'],
  ] as const)('%s', ([key, expected]) => {
    expect(summary(key)).toBe(expected);
  });
});

describe('a key that no feed recognises is ignored, with a code and a reason', () => {
  test.for([
    // elsewhere
    ['', 'outside-unit'],
    ['readme.txt', 'outside-unit'],
    ['bak', 'outside-unit'],
    ['/bak/PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl', 'outside-unit'],
    ['BAK/PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl', 'outside-unit'],
    ['cefl/PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl', 'outside-unit'],
    ['baker/PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl', 'outside-unit'],
    ['shared/AttributeFile.json', 'outside-unit'],
    // folders
    ['bak/', 'folder-marker'],
    ['bak/PRODUCT/', 'folder-marker'],
    ['bak/PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl/', 'folder-marker'],
    ['bak/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/PRODUCT/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/PRODUCT/2026/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/PRODUCT/2026/3/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/PRODUCT/26/03/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/PRODUCT/2026/03/old/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak/product/2026/03/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['bak//PRODUCT/2026/03/ecommerce_1_20260303080700_1.jsonl', 'unknown-folder'],
    ['SHARED/old/AttributeFile.json', 'unknown-folder'],
    // temporary files
    [`${products}/.ecommerce_1_20260303080700_1.jsonl.swp`, 'temporary-file'],
    [`${products}/ecommerce_1_20260303080700_1.jsonl.tmp`, 'temporary-file'],
    [`${products}/ecommerce_1_20260303080700_1.jsonl.filepart`, 'temporary-file'],
    [`${products}/ecommerce_1_20260303080700_1.jsonl~`, 'temporary-file'],
    ['bak/CHANNEL/.DS_Store', 'temporary-file'],
    // names
    [`${products}/Ecommerce_1_20260303080700_1.jsonl`, 'unknown-name'],
    [`${products}/ecommerces_1_20260303080700_1.jsonl`, 'unknown-name'],
    [`${products}/ChannelNode_1_20260303080700.jsonl`, 'unknown-name'],
    ['bak/CHANNEL/ChannelStructure_002.jsonl', 'unknown-name'],
    ['bak/CHANNEL/ChannelStructure.jsonl', 'unknown-name'],
    ['bak/CHANNEL/ChannelTree_001.jsonl', 'unknown-name'],
    ['SHARED/AttributeFile (1).json', 'unknown-name'],
    ['SHARED/AttributeFile_001.json', 'unknown-name'],
    // extensions
    [`${products}/ecommerce_1_20260303080700_1.csv`, 'unknown-extension'],
    [`${products}/ecommerce_1_20260303080700_1.json`, 'unknown-extension'],
    [`${products}/ecommerce_1_20260303080700_1.JSONL`, 'unknown-extension'],
    [`${products}/ecommerce_1_20260303080700_1.jsonl.zip`, 'unknown-extension'],
    [`${products}/ecommerce_1_20260303080700_1`, 'unknown-extension'],
    ['SHARED/AttributeFile.json.gz', 'unknown-extension'],
    // times
    [`${products}/ecommerce.jsonl`, 'no-timestamp'],
    [`${products}/ecommerce_001.jsonl`, 'no-timestamp'],
    [`${products}/ecommerce_629037_001.jsonl`, 'no-timestamp'],
    [`${products}/ecommerce_full_001.jsonl`, 'no-timestamp'],
    [`${products}/ecommerce_1_2026030308070_1.jsonl`, 'no-timestamp'],
    [`${products}/ecommerce_1_20260229080700_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_20261303080700_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_20260303240000_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_20260303086000_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_20260303080760_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_00000303080700_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_1_00990303080700_1.jsonl`, 'bad-timestamp'],
    [`${products}/ecommerce_20260101000000_20260231080700.jsonl`, 'bad-timestamp'],
    // what stands in the wrong place
    [`${products}/ecommerce_1_20260303080700_full_1.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_1_20260303080700_1_full.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_full_1_full_20260303080700_1.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_1_20260303080700_1_copy.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_1_20260303080700_1 (2).jsonl`, 'unreadable-name'],
    [`${products}/ecommerce__20260303080700_1.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_-1_20260303080700_1.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_1_2_20260303080700_1.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_1_20260303080700_1234567890.jsonl`, 'unreadable-name'],
    [`${products}/ecommerce_123456789012345678901_20260303080700_1.jsonl`, 'unreadable-name'],
    ['bak/CHANNEL/ChannelNode_full_20260303080600.jsonl', 'unexpected-full'],
    ['bak/CHANNEL/ChannelNode_1_20260303080600_001.jsonl', 'unexpected-part'],
  ] as const)('%s is %s', ([key, code]) => {
    const parsed = parseKey(key, bak);
    expect(parsed).toMatchObject({ outcome: 'ignored', code });
    expect((parsed as { reason: string }).reason).toMatch(/^["A-Z0-9].+\.$/);
  });
});

test('a unit that lists no shared feed ignores what lies in SHARED', () => {
  const alone = BusinessUnit.parse({ ...bak, feeds: bak.feeds.filter(({ name }) => name === 'products') });
  expect(summary('SHARED/AttributeFile.json', alone)).toBe('unknown-folder');
});

test('the feed and the shape that come with a key are those of the unit', () => {
  const parsed = parseKey('bak/CHANNEL/ChannelStructure_001.jsonl', bak) as ParsedFile;
  const channelNodes = bak.feeds.find(({ name }) => name === 'channel_nodes')!;
  expect(parsed.feed).toBe(channelNodes);
  expect(parsed.shape).toBe(channelNodes.files[1]);
});

describe.skipIf(!dataSetsFolder)(`the keys of the data sets (${withoutDataSets})`, () => {
  test.for([
    ['pim-catalogue', 'bak'],
    ['change-stream', 'ecm'],
  ] as const)('%s: each is of the feed that its list says', ([set, unitName]) => {
    const unit = findBusinessUnit(unitName);
    const files = readDataSet(set);
    const parsed = files.map(({ key }) => parseKey(key, unit));
    expect(parsed.map((each) => each.outcome === 'feed' && each.feed.name)).toEqual(
      files.map(({ feed }) => feed),
    );
  });
});
