import { expect, test } from 'vitest';
import { businessUnits, findBusinessUnit } from '#catalog/catalog.ts';
import { keyOfFile } from '../../cli/files/key-of-file.ts';

const name = 'ecommerce_629037_20260303080700_001.jsonl';

test.each([
  ['a bare name gets the folder of its month', name, `bak/PRODUCT/2026/03/${name}`],
  ['so does a name in any other folder', `/tmp/inbox/${name}`, `bak/PRODUCT/2026/03/${name}`],
  ['a path that ends in a key has it', `/data/bak/PRODUCT/2026/02/${name}`, `bak/PRODUCT/2026/02/${name}`],
  ['a run that looks like a time is not taken for one', 'ecommerce_20250101000000_20260303080700.jsonl'],
  ['a full part', 'ecommerce_629037_full_20260303080700_002.jsonl.gz'],
  ['17 digits', 'ecommerce_20260303080700123.jsonl'],
  [
    'a node of the channel',
    'ChannelNode_1_20260303080700.jsonl',
    'bak/CHANNEL/ChannelNode_1_20260303080700.jsonl',
  ],
  ['the structure of the channel', 'ChannelStructure_001.jsonl', 'bak/CHANNEL/ChannelStructure_001.jsonl'],
  ['the attribute file is shared', 'AttributeFile.json', 'SHARED/AttributeFile.json'],
])('%s', (_, path, key = `bak/PRODUCT/2026/03/${path}`) => {
  expect(keyOfFile(path, findBusinessUnit('bak'), businessUnits)).toMatchObject({ outcome: 'key', key });
});

test("another unit's file is never taken for one of this unit", () => {
  const place = keyOfFile(`landing/ecm/PRODUCT/2026/03/${name}`, findBusinessUnit('bak'), businessUnits);
  expect(place).toEqual({ outcome: 'other-unit', unit: 'ecm' });
});

test.each(['notes.txt', 'ecommerce.jsonl', 'ecommerce_20261303080700.jsonl', 'AttributeFile.jsonl', ''])(
  'no feed recognises %j',
  (path) => {
    expect(keyOfFile(path, findBusinessUnit('bak'), businessUnits)).toEqual({ outcome: 'unrecognised' });
  },
);
