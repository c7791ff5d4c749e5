import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { products } from '#catalog/feeds/products.ts';
import { stageBytes } from '../../support/stage-bytes.ts';

/** The outlines of some lines of one file, in hex. */
async function outlinesOf(...lines: string[]): Promise<(string | null)[]> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const { records } = await stageBytes(bytes, { feed: products, op: 'patch', compressed: false });
  expect(records).toHaveLength(lines.length);
  return records.map(({ outline }) => outline?.toString('hex') ?? null);
}

const plain = '{"EntityId":1,"Attributes":{"Name":"a","Size":1},"Items":[{"ItemId":1}]}';

describe('the outline of a line', () => {
  test('is 16 bytes, the same in every file', async () => {
    const [outline] = await outlinesOf(plain);
    expect(outline).toMatch(/^[0-9a-f]{32}$/);
    expect(await outlinesOf('{"EntityId":0,"A":{}}', plain)).toContain(outline);
  });

  test.for([
    ['other values', '{"EntityId":2,"Attributes":{"Name":{"en":"b","de":"c"},"Size":[]},"Items":"none"}'],
    ['white space', ' { "EntityId" : 1 , "Attributes" : { "Name" : 1 , "Size" : 2 } , "Items" : 3 }'],
  ] as const)('leaves out %s', async ([, line]) => {
    const [first, second] = await outlinesOf(plain, line);
    expect(second).toBe(first);
  });

  test.for([
    ['one member more', '{"EntityId":1,"Attributes":{"Name":"a","Size":1},"Items":[],"More":1}'],
    ['one member less', '{"EntityId":1,"Attributes":{"Name":"a","Size":1}}'],
    ['one attribute more', '{"EntityId":1,"Attributes":{"Name":"a","Size":1,"More":1},"Items":[]}'],
    ['one attribute less', '{"EntityId":1,"Attributes":{"Name":"a"},"Items":[]}'],
    ['another order', '{"EntityId":1,"Attributes":{"Size":1,"Name":"a"},"Items":[]}'],
    ['an attribute beside the others', '{"EntityId":1,"Attributes":{"Name":"a"},"Size":1,"Items":[]}'],
    [
      'attributes given twice',
      '{"EntityId":1,"Attributes":{"Name":1,"Size":1},"Attributes":{"Name":1},"Items":[]}',
    ],
    ['attributes that are none', '{"EntityId":1,"Attributes":[],"Name":"a","Size":1,"Items":[]}'],
  ] as const)('tells %s', async ([, line]) => {
    const [first, second] = await outlinesOf(plain, line);
    expect(second).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  test.for([
    ['a null', '{"EntityId":1,"Attributes":{"Name":null}}'],
    ['a null further down', '{"EntityId":1,"Items":[{"Attributes":{"Name":null}}]}'],
    ['FieldValues', '{"EntityId":1,"FieldValues":{"Name":"a"}}'],
    ['FieldValues of an item', '{"EntityId":1,"Items":[{"FieldValues":{"Name":"a"}}]}'],
    ['FieldValues in escapes', '{"EntityId":1,"Items":[{"Field\\u0056alues":{"Name":"a"}}]}'],
    ['a name of 300 bytes', `{"EntityId":1,"${'x'.repeat(300)}":1}`],
    ['Attributes in escapes', '{"EntityId":1,"\\u0041ttributes":{"Name":"a"}}'],
  ] as const)('is none where there is %s', async ([, line]) => {
    const [outline, ofPlain] = await outlinesOf(line, plain);
    expect(outline).toBeNull();
    expect(ofPlain).not.toBeNull();
  });

  test('is none once the lines have too many, and known ones keep theirs', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => `{"EntityId":${n},"Member${n}":1}`);
    const outlines = await outlinesOf(...lines, ...lines);
    const known = outlines.slice(0, 30).filter((outline) => outline !== null);
    expect(new Set(known).size).toBe(known.length);
    expect(known.length).toBeGreaterThan(3);
    expect(outlines).toContain(null);
    expect(outlines.slice(30)).toEqual(outlines.slice(0, 30));
  });

  test('is shared by lines only if they have the same members', async () => {
    const name = fc.constantFrom('Attributes', 'A', 'B', 'AB', '}', '{', '"', 'Á');
    const inner = fc.dictionary(name, fc.constantFrom<unknown>(1, 'x', {}, []), { maxKeys: 3 });
    const outer = fc.dictionary(name, fc.oneof(inner, fc.constant('x')), { maxKeys: 3 });
    const record = outer.map((members): Record<string, unknown> => ({ EntityId: 1, ...members }));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 2, maxLength: 12 }), async (records) => {
        const outlines = await outlinesOf(...records.map((each) => JSON.stringify(each)));
        for (const [index, outline] of outlines.entries()) {
          if (outline === null) continue;
          const twin = outlines.indexOf(outline);
          expect(membersOf(records[twin]!)).toEqual(membersOf(records[index]!));
        }
      }),
    );
  });
});

/** Names of the members, and of those of Attributes, if it has any. */
function membersOf(record: Record<string, unknown>): string[][] {
  const { Attributes: inner } = record;
  const own = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.keys(inner) : [];
  return [Object.keys(record), own];
}
