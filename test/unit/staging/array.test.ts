import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeFile } from '#catalog/feeds/attribute-file.ts';
import { codeOfRefusal, stageBytes } from '../../support/stage-bytes.ts';

const options = { feed: attributeFile, op: 'replace', compressed: false } as const;
const stage = (text: string) => stageBytes(Buffer.from(text), options);
const dataOf = async (text: string) =>
  (await stage(text)).records.map(({ data }) => Buffer.from(data).toString());

const wellFormed = `\ufeff [
  {"EntityTypeId": "Product", "Attributes": [
    {"AttributeId":"Sku","SortOrder":1.10,"Name":{"stringMap":{"en":"a } ] \\" [ {"}}} ,
    { }, 7,
    {"AttributeId":"Größe"}
  ]},
  {"Attributes":[{"AttributeId":"ItemId", "EntityTypeId":"Liar"}],"EntityTypeId":{"a":[1]}} ,{"EntityTypeId":"Empty","Attributes":[]}
]
`;

test('each record is its own bytes and, at their end, the member it inherits', async () => {
  expect(await dataOf(wellFormed)).toEqual([
    '{"AttributeId":"Sku","SortOrder":1.10,"Name":{"stringMap":{"en":"a } ] \\" [ {"}},"EntityTypeId":"Product"}',
    '{"AttributeId":"Größe","EntityTypeId":"Product"}',
    '{"AttributeId":"ItemId", "EntityTypeId":"Liar","EntityTypeId":{"a":[1]}}',
  ]);
});

test('records are numbered through the file, good and bad', async () => {
  const { records, rejects, totals } = await stage(wellFormed);
  expect(records.map(({ line, id, op }) => [line, id, op])).toEqual([
    [1, 'Sku', 'replace'],
    [4, 'Größe', 'replace'],
    [5, 'ItemId', 'replace'],
  ]);
  expect(rejects.map(({ line, code }) => [line, code])).toEqual([
    [2, 'no-id'],
    [3, 'not-an-object'],
  ]);
  expect(totals).toMatchObject({ lines: 5, blankLines: 0, records: 3, rejects: 2 });
});

test('the offset and the raw bytes of a reject are those in the file', async () => {
  const bytes = Buffer.from(wellFormed);
  const { rejects } = await stage(wellFormed);
  expect(rejects.map(({ raw }) => Buffer.from(raw).toString())).toEqual(['{ }', '7']);
  for (const { byteOffset, rawLength, raw } of rejects) {
    expect(bytes.subarray(byteOffset, byteOffset + rawLength).equals(raw)).toBe(true);
  }
});

test('an object of nothing but white space gets no comma too many', async () => {
  const { rejects } = await stage(`[{"EntityTypeId":"P","Attributes":[{${' '.repeat(500)}}]}]`);
  expect(rejects).toMatchObject([{ code: 'no-id' }]);
});

test.for([
  ['"AttributeId":"a","v":"\\u0000"', 'nul-character'],
  ['"AttributeId":"a","v":"\\ud800"', 'lone-surrogate'],
  ['"AttributeId":"a","v":1e1001', 'number-out-of-range'],
  [`"AttributeId":"a","v":${'['.repeat(200)}${']'.repeat(200)}`, 'too-deep'],
  ['"AttributeId":null', 'bad-id'],
] as const)(
  'a record that jsonb would refuse is set aside, the others are taken: %s',
  async ([members, code]) => {
    const text = `[{"EntityTypeId":"P","Attributes":[{"AttributeId":"x"},{${members}},{"AttributeId":"y"}]}]`;
    const { records, rejects } = await stage(text);
    expect(records.map(({ id }) => id)).toEqual(['x', 'y']);
    expect(rejects.map((reject) => reject.code)).toEqual([code]);
  },
);

test('a record that is not UTF-8 is set aside, the others are taken', async () => {
  const text = '[{"EntityTypeId":"P","Attributes":[{"AttributeId":"x"},{"AttributeId":"\u00fc"}]}]';
  const { records, rejects } = await stageBytes(Buffer.from(text, 'latin1'), options);
  expect(records.map(({ id }) => id)).toEqual(['x']);
  expect(rejects.map(({ code }) => code)).toEqual(['not-utf8']);
});

describe('a snapshot that is cut short or damaged never looks complete', () => {
  const small =
    '[{"EntityTypeId":"P","Attributes":[{"AttributeId":"x"}]},{"EntityTypeId":"Q","Attributes":[]}]';

  test('wherever it is cut', async () => {
    await stage(small);
    for (let length = 0; length < small.length; length++) {
      const code = await codeOfRefusal(Buffer.from(small.slice(0, length)), options);
      expect(code).toBe(length === 0 ? 'not-an-array' : 'array-damaged');
    }
  });

  test.for([
    ['', 'not-an-array'],
    [' \n', 'not-an-array'],
    ['{"EntityTypeId":"P","Attributes":[]}', 'not-an-array'],
    ['"text"', 'not-an-array'],
    ['[1]', 'array-damaged'],
    ['[[]]', 'array-damaged'],
    [`${small}]`, 'array-damaged'],
    [`${small}${small}`, 'array-damaged'],
    [small.replace('},{', '}{'), 'array-damaged'],
    [small.replace('},{', '},,{'), 'array-damaged'],
    [small.replace('}]', '},]'), 'array-damaged'],
    [small.replace('}]}', '},]}'), 'array-damaged'],
    [small.replace('[{', '[,{'), 'array-damaged'],
    [small.replace('"x"}', '"x"]'), 'array-damaged'],
    [small.replace('"x"', '"x'), 'array-damaged'],
    [small.replace('"x"', 'x'), 'array-damaged'],
    [small.replace('"Q",', '"Q"'), 'array-damaged'],
    [small.replace('"Q"', '\\u0051'), 'array-damaged'],
    ['[{"EntityTypeId":"P"}]', 'array-element'],
    ['[{"EntityTypeId":"P","Attributes":null}]', 'array-element'],
    ['[{"EntityTypeId":"P","Attributes":{}}]', 'array-element'],
    ['[{"Attributes":[]}]', 'array-element'],
  ] as const)('%s', async ([text, code]) => {
    expect(await codeOfRefusal(Buffer.from(text), options)).toBe(code);
  });

  test('the error says at which byte', async () => {
    const text = '[{"EntityTypeId":"P","Attributes":[{"AttributeId" "x"}]}]';
    await expect(stage(text)).rejects.toMatchObject({ facts: { byteOffset: text.indexOf('"x"') } });
  });

  test('an element that never ends is given up', async () => {
    const endless = Buffer.concat([Buffer.from('[{"a":"'), Buffer.alloc(65 * 1024 * 1024, 'x')]);
    expect(await codeOfRefusal(endless, options, 1024 * 1024)).toBe('element-too-large');
  });
});

test('an array of nothing has no records', async () => {
  expect((await stage(' [ ] ')).totals).toMatchObject({ lines: 0, records: 0, rejects: 0 });
});

test('whatever the chunks, the result is the same', async () => {
  const bytes = Buffer.from(wellFormed);
  const expected = await stageBytes(bytes, options);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
      expect(await stageBytes(bytes, options, cuts)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
