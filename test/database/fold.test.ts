import { describe, expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();
await database.administrator.query('set search_path to inriver_bak, pg_temp');

/** What is stored (null: nothing) and the lines that come, as JSON texts; `-` is a tombstone, `=` a whole entity. */
const cases: [what: string, stored: string | null, lines: string[], becomes: string | null][] = [
  ['an unknown record is the line', null, ['{"a":1}'], '{"a": 1}'],
  [
    'a patch replaces the members it has and keeps the others',
    '{"a":1,"b":1}',
    ['{"b":2}'],
    '{"a": 1, "b": 2}',
  ],
  ['a whole entity leaves nothing of what was', '{"a":1,"b":1}', ['={"b":2}'], '{"b": 2}'],
  [
    'Attributes are merged member by member',
    '{"Attributes":{"x":1,"y":1}}',
    ['{"Attributes":{"y":2,"z":2}}'],
    '{"Attributes": {"x": 1, "y": 2, "z": 2}}',
  ],
  [
    'a value among the Attributes is replaced whole',
    '{"Attributes":{"Name":{"en":"a","de":"b"}}}',
    ['{"Attributes":{"Name":{"en":"c"}}}'],
    '{"Attributes": {"Name": {"en": "c"}}}',
  ],
  ['an array is replaced whole', '{"Items":[1,2,3]}', ['{"Items":[4]}'], '{"Items": [4]}'],
  ['a null clears a member', '{"a":1,"b":1}', ['{"b":null}'], '{"a": 1}'],
  [
    'a null clears an attribute',
    '{"Attributes":{"x":1,"y":1}}',
    ['{"Attributes":{"y":null}}'],
    '{"Attributes": {"x": 1}}',
  ],
  ['a null clears all Attributes', '{"a":1,"Attributes":{"x":1}}', ['{"Attributes":null}'], '{"a": 1}'],
  [
    'a null member deep in a value is not kept',
    null,
    ['{"a":[{"b":null,"c":[null]}]}'],
    '{"a": [{"c": [null]}]}',
  ],
  [
    'FieldValues is another word for Attributes',
    '{"Attributes":{"x":1}}',
    ['{"FieldValues":{"y":2}}'],
    '{"Attributes": {"x": 1, "y": 2}}',
  ],
  [
    'FieldValues win over Attributes of the same line',
    null,
    ['{"Attributes":{"x":1,"y":1},"FieldValues":{"y":2}}'],
    '{"Attributes": {"x": 1, "y": 2}}',
  ],
  [
    'FieldValues that are null say nothing beside Attributes',
    null,
    ['{"Attributes":{"x":1},"FieldValues":null}'],
    '{"Attributes": {"x": 1}}',
  ],
  [
    'FieldValues of items are Attributes too',
    null,
    ['{"Items":[{"EntityId":1,"FieldValues":{"x":1}},{"Attributes":{"y":1}},5]}'],
    '{"Items": [{"EntityId": 1, "Attributes": {"x": 1}}, {"Attributes": {"y": 1}}, 5]}',
  ],
  [
    'FieldValues elsewhere are a member like any other',
    null,
    ['{"a":{"FieldValues":1}}'],
    '{"a": {"FieldValues": 1}}',
  ],
  [
    'every digit of a number is kept',
    null,
    ['{"a":1.10,"b":12345678901234567890}'],
    '{"a": 1.10, "b": 12345678901234567890}',
  ],
  ['a tombstone keeps the last data', '{"a":1}', ['-'], 'deleted {"a": 1}'],
  ['a tombstone for an unknown record writes nothing', null, ['-'], null],
  ['a record that comes back starts from nothing', '{"a":1}', ['-', '{"b":2}'], '{"b": 2}'],
  ['several lines fold in their order', '{"a":0}', ['{"a":1}', '{"b":1}', '{"a":2}'], '{"a": 2, "b": 1}'],
  ['a patch, then a whole entity', '{"a":0}', ['{"b":1}', '={"c":1}', '{"d":1}'], '{"c": 1, "d": 1}'],
];

describe('fold_lines', () => {
  test.each(cases)('%s', async (_what, stored, lines, becomes) => {
    expect(await foldLines(stored, lines)).toBe(becomes);
  });

  test('the line of the state is the last that changed it', async () => {
    const { rows } = await database.administrator.query(
      `select (fold_lines('{"a":1}', false, line, data::jsonb, 'patch' order by line)).line::int
       from (values (7, '{"a":1}'), (8, '{"a":2}'), (9, '{"a":2}')) as l (line, data)`,
    );
    expect(rows).toEqual([{ line: 8 }]);
  });
});

async function foldLines(stored: string | null, lines: readonly string[]): Promise<string | null> {
  const ops = lines.map((line) => (line === '-' ? 'delete' : line.startsWith('=') ? 'replace' : 'patch'));
  const data = lines.map((line) => (line === '-' ? '{}' : line.replace(/^=/, '')));
  const { rows } = await database.administrator.query<{ became: string | null }>(
    `select case when (state).deleted then 'deleted ' else '' end || (state).data::text as became
     from (
       select fold_lines($1::jsonb, $1 is null, line, data::jsonb, op order by line) as state
       from unnest($2::text[], $3::text[]) with ordinality as l (data, op, line)
     ) folded`,
    [stored, data, ops],
  );
  return rows[0]?.became ?? null;
}
