import { describe, expect, test } from 'vitest';
import { products } from '#catalog/feeds/products.ts';
import { Feed } from '#core/feed.ts';
import { stageBytes } from '../../support/stage-bytes.ts';

/** What becomes of one line: `op id`, or the code of its reject. */
async function fateOf(line: string | Uint8Array, feed: Feed = products): Promise<string> {
  const { records, rejects } = await stageBytes(Buffer.from(line as string), {
    feed,
    op: 'patch',
    compressed: false,
  });
  expect(records.length + rejects.length).toBe(1);
  return records[0] ? `${records[0].op} ${records[0].id}` : rejects[0]!.code;
}

const withValue = (value: string): string => `{"EntityId":1,"v":${value}}`;

describe('an id is text or a whole number in plain digits', () => {
  test.for([
    ['1', '1'],
    ['0', '0'],
    ['-1', '-1'],
    ['"1"', '1'],
    ['9007199254740993', '9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['" a "', ' a '],
    ['"a|b"', 'a|b'],
    ['"\\u0041\\n\\"\\\\"', 'A\n"\\'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"é"', 'é'],
    [JSON.stringify('x'.repeat(512)), 'x'.repeat(512)],
    [JSON.stringify('é'.repeat(256)), 'é'.repeat(256)],
  ] as const)('%s is taken', async ([value, id]) => {
    expect(await fateOf(`{"EntityId":${value}}`)).toBe(`patch ${id}`);
  });

  test.for([
    ['""', 'bad-id'],
    ['null', 'bad-id'],
    ['true', 'bad-id'],
    ['{}', 'bad-id'],
    ['[1]', 'bad-id'],
    ['-0', 'bad-id'],
    ['1.0', 'bad-id'],
    ['1e3', 'bad-id'],
    ['01', 'not-json'],
    [JSON.stringify('x'.repeat(513)), 'id-too-long'],
    [JSON.stringify('é'.repeat(257)), 'id-too-long'],
    ['9'.repeat(513), 'id-too-long'],
  ] as const)('%s is not', async ([value, code]) => {
    expect(await fateOf(`{"EntityId":${value}}`)).toBe(code);
  });

  test('of a repeated member the last counts, as in jsonb', async () => {
    expect(await fateOf('{"EntityId":1,"EntityId":"2"}')).toBe('patch 2');
    expect(await fateOf('{"EntityId":1,"EntityId":null}')).toBe('bad-id');
  });

  test('a member is found under a name that is written with escapes', async () => {
    expect(await fateOf('{"\\u0045ntityId":7}')).toBe('patch 7');
    expect(await fateOf('{"EntityId":1,"De\\u006ceted":true}')).toBe('delete 1');
  });

  test('only the record itself is looked at, not what lies in it', async () => {
    expect(await fateOf('{"Items":[{"EntityId":1}],"EntityIds":2,"Entity":3}')).toBe('no-id');
    expect(await fateOf('{"Items":[{"Deleted":true}],"EntityId":4}')).toBe('patch 4');
  });

  test('several members are joined by a bar, in the order that the feed gives', async () => {
    const feed = Feed.parse({ ...products, identity: ['Sku', 'Locale'] });
    expect(await fateOf('{"Locale":"en","Sku":12}', feed)).toBe('patch 12|en');
    expect(await fateOf('{"Sku":12}', feed)).toBe('no-id');
  });
});

describe('a record is a tombstone when its own member Deleted is true', () => {
  test.for([
    ['true', 'delete 1'],
    ['false', 'patch 1'],
    ['null', 'patch 1'],
    ['"true"', 'patch 1'],
    ['1', 'patch 1'],
    ['true,"Deleted":false', 'patch 1'],
    ['false,"Deleted":true', 'delete 1'],
  ] as const)('%s', async ([value, fate]) => {
    expect(await fateOf(`{"EntityId":1,"Deleted":${value}}`)).toBe(fate);
  });

  test('any other record does what the file says its records do', async () => {
    const bytes = Buffer.from('{"EntityId":1}\n{"EntityId":2,"Deleted":true}\n');
    const { records } = await stageBytes(bytes, { feed: products, op: 'replace', compressed: false });
    expect(records.map(({ op }) => op)).toEqual(['replace', 'delete']);
  });
});

describe('what jsonb would take is taken', () => {
  test.for([
    '"\\ud83d\\ude00"',
    '"\\\\u0000"',
    '"\\\\ud800"',
    '"\u007f\u0080\u2028\ufeff\uffff"',
    '"\\/\\b\\f\\n\\r\\t\\"\\\\"',
    '-0',
    '1E+2',
    '1e1000',
    '1e-1000',
    '1e0001000',
    '0.0e-3',
    '9'.repeat(131_072),
    `0.${'1'.repeat(16_383)}`,
    `0.${'1'.repeat(15_383)}e-1000`,
    '{"":{}}',
    '{"__proto__":1,"constructor":2}',
    '{"a":1,"a":2}',
    ' [ ] ',
    '\t{\r}',
  ])('%s', async (value) => {
    expect(await fateOf(withValue(value))).toBe('patch 1');
  });

  test('as deep as 200 levels, counting the record', async () => {
    expect(await fateOf(withValue('['.repeat(199) + ']'.repeat(199)))).toBe('patch 1');
    expect(await fateOf(withValue('{"a":'.repeat(199) + '1' + '}'.repeat(199)))).toBe('patch 1');
  });
});

describe('what jsonb would refuse is set aside', () => {
  test.for([
    ['"\\u0000"', 'nul-character'],
    ['{"\\u0000":1}', 'nul-character'],
    ['"\\ud800"', 'lone-surrogate'],
    ['"\\udc00"', 'lone-surrogate'],
    ['"\\ud800\\ud800"', 'lone-surrogate'],
    ['"\\ud800x"', 'lone-surrogate'],
    ['"\\ud800\\n"', 'lone-surrogate'],
    ['"\\udc00\\ud800"', 'lone-surrogate'],
    ['{"a":{"\\ud800":1}}', 'lone-surrogate'],
    ['1e1001', 'number-out-of-range'],
    ['-1e-1001', 'number-out-of-range'],
    ['0e99999999999999999999', 'number-out-of-range'],
    ['9'.repeat(131_073), 'number-out-of-range'],
    [`1${'0'.repeat(130_072)}e1000`, 'number-out-of-range'],
    [`0.${'1'.repeat(16_384)}`, 'number-out-of-range'],
    [`0.${'1'.repeat(15_384)}e-1000`, 'number-out-of-range'],
    ['['.repeat(200) + ']'.repeat(200), 'too-deep'],
    ['{"a":'.repeat(200) + '1' + '}'.repeat(200), 'too-deep'],
    ['['.repeat(100_000), 'too-deep'],
  ] as const)('%s', async ([value, code]) => {
    expect(await fateOf(withValue(value))).toBe(code);
  });
});

describe('what is not JSON is set aside', () => {
  test.for([
    '',
    'x',
    '1.',
    '.5',
    '+1',
    '1e',
    '1e+',
    '00',
    '-',
    '--1',
    'NaN',
    'tru',
    'nullx',
    'True',
    "'a'",
    '"a',
    '"\u0001"',
    '"\t"',
    '"\\x41"',
    '"\\u00g0"',
    '"\\u12"',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    '[1}',
    '\u00a01',
    '/**/1',
  ])('%s', async (value) => {
    expect(() => JSON.parse(withValue(value)) as unknown).toThrow(SyntaxError);
    expect(await fateOf(withValue(value))).toBe('not-json');
  });

  test.for(['{"EntityId":1}{"EntityId":2}', '{"EntityId":1},', '{"EntityId":1', '{', '}', '\\.', '\ufeff1'])(
    'as a line: %s',
    async (line) => {
      expect(await fateOf(`\n${line}`.replace(/^\n(?!\ufeff)/, ''))).toBe('not-json');
    },
  );
});

test.for([['1'], ['"text"'], ['null'], ['true'], ['[{"EntityId":1}]']] as const)(
  'JSON that is no object is set aside: %s',
  async ([line]) => {
    expect(await fateOf(line)).toBe('not-an-object');
  },
);

describe('bytes that are not UTF-8', () => {
  test.for([
    ['Latin-1', [0xfc]],
    ['a character cut short', [0xc3]],
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80]],
    ['a continuation without a beginning', [0x80]],
  ] as const)('%s', async ([, bytes]) => {
    const line = Buffer.concat([Buffer.from('{"EntityId":1,"v":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(await fateOf(line)).toBe('not-utf8');
  });
});

describe('a reject says what a person needs to know', () => {
  const rejectOf = async (line: string | Buffer) => {
    const bytes = Buffer.from(line as string);
    return (await stageBytes(bytes, { feed: products, op: 'patch', compressed: false })).rejects[0]!;
  };

  test('where the text stops being JSON, what was expected and what stands there', async () => {
    const { reason } = await rejectOf('{"EntityId":5,"Name" "x"}');
    expect(reason).toBe(
      `It is not JSON: expected ':' behind a member's name at byte 22, found '"', near {"EntityId":5,"Name" "x"}.`,
    );
  });

  test('the id of a whole object, whatever else is wrong with it', async () => {
    expect((await rejectOf('{"v":"\\u0000","EntityId":5}')).id).toBe('5');
    expect((await rejectOf('{"v":1e1001,"EntityId":"x"}')).id).toBe('x');
    expect((await rejectOf(Buffer.from('{"EntityId":"x","v":"\u00fc"}', 'latin1'))).id).toBe('x');
  });

  test('no id of a damaged line, which may hold more than one record', async () => {
    expect((await rejectOf('{"EntityId":1}{"EntityId":2}')).id).toBeNull();
    expect((await rejectOf('{"EntityId":12')).id).toBeNull();
  });

  test('no id that PostgreSQL could not hold', async () => {
    expect((await rejectOf('{"EntityId":"\\u0000"}')).id).toBeNull();
    expect((await rejectOf('{"EntityId":"\\ud800"}')).id).toBeNull();
    expect((await rejectOf(Buffer.from('{"EntityId":"\u00fc"}', 'latin1'))).id).toBeNull();
  });

  test('no control character in its reason', async () => {
    expect((await rejectOf('{"EntityId":1,"v":"\u0000\u001b[31m"}')).reason).not.toMatch(/\p{Cc}/u);
  });
});
