import { expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

const numbers = [
  '1',
  '1.0',
  '1.00',
  '100',
  '1e2',
  '1.10',
  '-0',
  '0',
  '0.0',
  '0.00001',
  '1e-5',
  '12345678901234567890',
];
const others = [
  '"a"',
  '"\\u00e9"',
  '""',
  'true',
  '[]',
  '{}',
  '[1,1.0]',
  '{"b":1,"a":2}',
  '{"a":2,"b":1}',
  '"1"',
];
const documents = [...numbers, ...others].flatMap((value) => [
  `{"v":${value}}`,
  `{"Attributes":{"v":${value},"w":[${value},{"x":${value}}]}}`,
]);

test('two jsonb values have the same text exactly when they have the same image, however they were made', async () => {
  // Parsed, put together from parts, and rid of nulls: the ways in which a record comes to be.
  const { rows } = await database.administrator.query<{ pairs: number; same: number; differing: number }>(
    `with made as (
       select v.value
       from unnest($1::jsonb[]) as given (data)
       cross join lateral (values
         (data),
         ('{"n":null}' || data),
         (jsonb_strip_nulls('{"n":null}' || data)),
         (jsonb_set(data, '{Attributes}', coalesce(data -> 'Attributes', '{}') || '{"z":1.0}'))
       ) as v (value)
     )
     select
       count(*)::int as pairs,
       (count(*) filter (where a.value::text = b.value::text))::int as same,
       (count(*) filter (
         where (a.value::text = b.value::text) <> record_image_eq(row(a.value), row(b.value))))::int as differing
     from made a cross join made b`,
    [documents],
  );
  const made = documents.length * 4;
  expect(rows[0]).toMatchObject({ pairs: made * made, differing: 0 });
  expect(rows[0]?.same).toBeGreaterThan(made);
});
