import { describe, expect, test } from 'vitest';
import { parseTransformation } from '#core/export/parse-transformation.ts';
import { transformations } from '#core/export/transformations.ts';
import { applyToAll } from '#database/export/compile/apply-steps.ts';
import { literal } from '#database/export/compile/literal.ts';
import { asText, type ValueExpression } from '#database/export/compile/value-expression.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { administrator } = await cloneDatabase();
await administrator.query('set search_path to inriver_bak, pg_temp');

const labels = {
  red: 'Red today',
  blue: { en: 'Blue', es: 'Azul' },
  green: { stringMap: { 'fr-CA': 'Vert', de: 'Grün' } },
};

/** What the CSV shows of a value, or of those of several fields, after a transformation; null: it is missing. */
async function show(transformation: string, ...given: unknown[]): Promise<string | null> {
  const values = given.map((value): ValueExpression => ({
    kind: 'value',
    sql: value === null || value === undefined ? 'null::jsonb' : `(${literal(JSON.stringify(value))}::jsonb)`,
    labels: `${literal(JSON.stringify(labels))}::jsonb`,
    isCheap: true,
  }));
  const sql = asText(applyToAll(values, parseTransformation(transformation)));
  const { rows } = await administrator.query<{ text: string | null }>(`select ${sql} as text`);
  return rows[0]!.text;
}

describe('an example of the document holds', () => {
  test.each(transformations.map(({ example }) => [example.step, example]))('%s', async (step, example) => {
    expect(await show(step, ...example.given)).toBe(example.gives);
  });
});

describe('the text of a value without a transformation', () => {
  test.each<[unknown, string | null]>([
    ['as it is ', 'as it is '],
    ['', ''],
    [null, null],
    [0, '0'],
    [-12.5, '-12.5'],
    [true, 'true'],
    [false, 'false'],
    [{ en: 'Pump', es: 'Bomba' }, 'Pump'],
    [{ es: 'Bomba', de: 'Pumpe' }, 'Pumpe'],
    [{ 'fr-CA': 'Pompe' }, 'Pompe'],
    [{ stringMap: { en: 'Pump' } }, 'Pump'],
    [{ en: '' }, ''],
    [{}, null],
    [{ stringMap: {} }, null],
    [{ key: 'red', value: 'Red then' }, 'Red today'],
    [{ key: 'black', value: 'Black' }, 'Black'],
    [{ key: 'black' }, 'black'],
    [{ key: 7, value: 'Seven' }, 'Seven'],
    [{ key: 'black', value: { en: 'Black', es: 'Negro' } }, 'Black'],
    [{ key: 'blue', value: 'Blue then' }, 'Blue'],
    [{ key: 'green', value: 'Green then' }, 'Grün'],
    [{ keys: ['red', 'black'], values: ['Red then', 'Black'] }, 'Red today|Black'],
    [{ keys: ['black', 'white'] }, 'black|white'],
    [{ keys: [] }, null],
    [{ keys: 'red' }, '{"keys": "red"}'],
    [['a', 1, true], 'a|1|true'],
    [[{ key: 'red' }, { en: 'x' }], 'Red today|x'],
    [[], null],
    [{ min: 3, max: 5 }, '{"max": 5, "min": 3}'],
    [{ en: 5 }, '{"en": 5}'],
    [{ width: 'a' }, '{"width": "a"}'],
  ])('%j', async (value, text) => {
    expect(await show('', value)).toBe(text);
  });

  test('a number keeps every digit', async () => {
    const { rows } = await administrator.query(
      `select text_of('12345678901234567890.10'::jsonb) as a, text_of('1e400'::jsonb) as b`,
    );
    expect(rows).toEqual([{ a: '12345678901234567890.10', b: `1${'0'.repeat(400)}` }]);
  });
});

describe('a transformation', () => {
  test.each<[string, unknown, string | null]>([
    ['trim', '\t\u00a0 a b \r\n\u3000', 'a b'],
    ['trim', '', ''],
    ['single_line', 'a\r\n\r\nb\u2028c \u00a0d', 'a b c d'],
    ['strip_tags', '1 < 2 & 3 > 2', '1 < 2 & 3 > 2'],
    ['strip_tags', '<p class="a>b">x</p>y', ' b">x y'],
    [
      'strip_tags | single_line',
      '<ul><li>One</li><li>Two &amp;amp; &lt;b&gt;</li></ul>',
      'One Two &amp; <b>',
    ],
    ['upper', 'straße ÿ', 'STRASSE ÿ'.replace('SS', 'ß').replace('ÿ', 'Ÿ')],
    ['lower', 'İSTANBUL'.slice(1), 'stanbul'],
    ['truncate(3)', 'a😀bc', 'a😀b'],
    ['truncate(3)', 'abc', 'abc'],
    ['truncate(3, "...")', 'abcd', '...'],
    ['truncate(2, "...")', 'abcd', '..'],
    ['truncate(4, "…")', 'abcd', 'abcd'],
    ['slice(2, 10)', 'abc', 'bc'],
    ['slice(9, 1)', 'abc', ''],
    ['pad(5)', 'ab', '   ab'],
    ['pad(5, "xy", right)', 'ab', 'abxyx'],
    ['pad(2, "0")', 'abc', 'abc'],
    ['prefix("x")', '', null],
    ['suffix("x")', null, null],
    ['replace(".", "")', 'a.b\\.c', 'ab\\c'],
    ['replace("a+", "x")', 'aaa+', 'aax'],
    ['map("1"="one", "x"="")', 1, 'one'],
    ['map("1"="one", "x"="")', 'x', ''],
    ['map("1"="one")', '2', '2'],
    ['map("a""b"="c\\d")', 'a"b', 'c\\d'],
    ['only("a", "b")', 'b', 'b'],
    ['except("a", "b")', 'c', 'c'],
    ['except("")', '', null],
    ['default("x")', null, 'x'],
    ['default("x")', 'y', 'y'],
    ['default("x")', [], 'x'],
    ['present("Y", "N")', '', 'N'],
    ['present("Y", "N")', false, 'Y'],
    ['boolean("Y", "N")', 'No', 'N'],
    ['boolean("Y", "N")', 'maybe', null],
    ['boolean("Y", "N")', 0, 'N'],
    ['number', '1.10', '1.10'],
    ['number', ' 1e3 ', '1000'],
    ['number', '.5', '0.5'],
    ['number(0)', 2.5, '3'],
    ['number(0)', -2.5, '-3'],
    ['number(2)', 7, '7.00'],
    ['number', '1,000', null],
    ['number', 'NaN', null],
    ['number', '0x1F', null],
    ['number', '1e9999', null],
    ['number', '', null],
    ['multiply(25.4)', '1.50', '38.1'],
    ['multiply(2)', 'two', null],
    ['date', '2012-07-21T23:59:59Z', '2012-07-21'],
    ['date("DD.MM.YY HH:MI:SS")', '2012-07-21T23:59:58.123Z', '21.07.12 23:59:58'],
    ['date("YYYY-MM-DDTHH:MI:SSZ")', '2012-07-21', '2012-07-21T00:00:00Z'],
    ['date', '2012-02-29', '2012-02-29'],
    ['date', '2013-02-29', null],
    ['date', '21.07.2012', null],
    ['date', '2012-07-21x', null],
    ['date("YYYY")', '2012-13-01', null],
    ['locale("es")', { en: 'Pump' }, null],
    ['locale("es", "en")', { en: 'Pump' }, 'Pump'],
    ['locale("es")', 'the same in all', 'the same in all'],
    ['locale("es")', { key: 'blue', value: 'Blue' }, 'Azul'],
    ['locale("es")', { keys: ['blue', 'red'] }, 'Azul|Red today'],
    ['locale("es")', { stringMap: { es: 'Bomba' } }, 'Bomba'],
    ['locale("es")', [{ es: 'a' }, { es: 'b' }], 'a|b'],
    ['locale("es")', 12, '12'],
    ['key', { keys: ['a', 'b'], values: ['A', 'B'] }, 'a|b'],
    ['key', [{ key: 'a' }, 'b'], 'a|b'],
    ['key', 'plain', 'plain'],
    ['key | upper', { key: 'a', value: 'b' }, 'A'],
    ['label', 'red', 'Red today'],
    ['label', 'black', 'black'],
    ['label("es")', 'blue', 'Azul'],
    ['label("es") | join("; ")', ['blue', 'red'], 'Azul; Red today'],
    ['lower | label', 'RED', 'RED'.toLowerCase()],
    ['member("value")', { key: 'red', value: 'Red then' }, 'Red then'],
    ['member("no")', { a: 1 }, null],
    ['member("a")', 'text', null],
    ['json', { key: 'red' }, '{"key": "red"}'],
    ['json', 'a"b', '"a\\"b"'],
    ['split(", ") | nth(2)', 'a, b, c', 'b'],
    ['split(",") | nth(4)', 'a,b,c', null],
    ['split(",") | count', 'a,b,c', '3'],
    ['join("/")', ['a', null, 'b'], 'a/b'],
    ['join("/")', 'a', 'a'],
    ['join("/")', null, null],
    ['first', { keys: ['red', 'black'], values: ['R', 'Black'] }, 'Red today'],
    ['first', 'a', 'a'],
    ['last | key', { keys: ['red', 'black'] }, 'black'],
    ['count', { keys: ['a', 'b'] }, '2'],
    ['count', null, '0'],
    ['count', { en: 'one' }, '1'],
    ['unique | join(",")', ['b', 'a', 'b'], 'b,a'],
    ['sort | first', ['b', 'a'], 'a'],
    ['concat', 'a', 'a'],
    ['template("<{1}>")', 'a', '<a>'],
    ['template("100 % {1}")', 'a', '100 % a'],
  ])('%s of %j is %j', async (transformation, value, text) => {
    expect(await show(transformation, value)).toBe(text);
  });

  test.each<[string, unknown[], string | null]>([
    ['', [null, '', 'b'], 'b'],
    ['upper', [null, 'b', 'c'], 'B'],
    ['', ['', ''], null],
    ['join("-")', ['a', null, '', { key: 'red' }], 'a-Red today'],
    ['join("-")', [null, ''], null],
    ['concat | upper', ['a', 1], 'A1'],
    ['concat', [null, null], null],
    ['template("{2}{1}{2}")', ['a', 'b'], 'bab'],
    ['template("{1} x {2}")', ['a', ''], null],
  ])('%s of several fields %j is %j', async (transformation, values, text) => {
    expect(await show(transformation, ...values)).toBe(text);
  });

  test('of twenty steps is no larger than twenty steps', async () => {
    const steps = ['map("a"="b")', 'prefix("x")', 'default("y")', 'template("{1}{1}")'];
    const transformation = Array.from({ length: 20 }, (_, index) => steps[index % 4]).join(' | ');
    const sql = asText(applyToAll([{ kind: 'text', sql: `'a'::text` }], parseTransformation(transformation)));
    expect(sql.length).toBeLessThan(2_000);
    expect(await show(transformation, 'a')).toMatch(/^x/);
  });
});

test('no function of transformations reads a table, and each may run in parallel', async () => {
  const { rows } = await administrator.query<{
    name: string;
    volatility: string;
    parallel: string;
    body: string;
  }>(
    `select proname as name, provolatile as volatility, proparallel as parallel, prosrc as body
     from pg_proc
     where pronamespace = 'inriver_bak'::regnamespace
       and proname in ('object_of', 'array_of', 'elements_of', 'locale_map_of', 'choose_locale', 'label_of', 'key_of',
         'text_of') or proname like any (array['%\\_text', '%\\_texts']) and pronamespace = 'inriver_bak'::regnamespace`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { name, volatility, parallel, body } of rows) {
    expect([name, volatility, parallel]).toEqual([name, 'i', 's']);
    expect(body).not.toMatch(/\b(products|channel_nodes|attribute_file|decorator_data|records)\b/);
  }
});
