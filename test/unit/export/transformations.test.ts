import { describe, expect, test } from 'vitest';
import { parseTransformation } from '#core/export/parse-transformation.ts';
import { transformations } from '#core/export/transformations.ts';
import { combiningSql, transformationSql } from '#database/export/compile/transformation-sql.ts';
import { describeTransformations } from '../../support/describe-transformations.ts';

test('docs/generated/transformations.md says what the closed list says', async () => {
  await expect(
    describeTransformations(transformations),
    'Run "npx vitest run test/unit/export/transformations.test.ts --update" and commit the document',
  ).toMatchFileSnapshot('../../../docs/generated/transformations.md');
});

test('each transformation has SQL, and there is no SQL of any other', () => {
  const names = transformations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const compiled = new Set([...Object.keys(transformationSql), ...Object.keys(combiningSql)]);
  expect([...compiled].toSorted()).toEqual(names.toSorted());
});

test('what combines several fields is marked so', () => {
  const marked = transformations.filter(({ combines }) => combines).map(({ name }) => name);
  expect(marked.toSorted()).toEqual(Object.keys(combiningSql).toSorted());
});

describe('a transformation is read', () => {
  test.each([
    [null, []],
    ['', []],
    [' \n ', []],
    ['trim', [{ name: 'trim', args: [] }]],
    ['trim()', [{ name: 'trim', args: [] }]],
    [
      ' trim|truncate( 40 ) ',
      [
        { name: 'trim', args: [] },
        { name: 'truncate', args: ['40'] },
      ],
    ],
    ['map("a"="b", "c" = "")', [{ name: 'map', args: ['a', 'b', 'c', ''] }]],
    ['prefix("say ""hi"" | trim, (x)=")', [{ name: 'prefix', args: ['say "hi" | trim, (x)='] }]],
    ['default("line\nbreak")', [{ name: 'default', args: ['line\nbreak'] }]],
    ['locale(fr-CA, en)', [{ name: 'locale', args: ['fr-CA', 'en'] }]],
    ['multiply(-0.5)', [{ name: 'multiply', args: ['-0.5'] }]],
    ['label', [{ name: 'label', args: [] }]],
  ])('%j', (text, steps) => {
    expect(parseTransformation(text)).toEqual(steps);
  });

  test.each(transformations.map(({ example }) => [example.step]))('%s, as its example writes it', (step) => {
    expect(parseTransformation(step).length).toBeGreaterThan(0);
  });

  test('in twenty steps, and not in more', () => {
    expect(parseTransformation(Array(20).fill('trim').join('|'))).toHaveLength(20);
    expect(() => parseTransformation(Array(21).fill('trim').join('|'))).toThrow('at most 20 steps');
  });
});

describe('what cannot be read says what was expected, and at which character', () => {
  test.each([
    ['trim |', 'bad-transformation', 'Character 7: expected the name of a transformation, found its end.'],
    ['trim upper', 'bad-transformation', 'Character 6: expected | and another step, found "upper".'],
    [
      'prefix("a',
      'bad-transformation',
      'Character 8: expected a number or a text in double quotes, found a quote',
    ],
    ['prefix("a" "b")', 'bad-transformation', 'Character 12: expected , or ), found '],
    ["prefix('a')", 'bad-transformation', 'Character 8: expected a number or a text in double quotes'],
    ['trim; drop table x', 'bad-transformation', 'Character 5: expected | and another step'],
    [`prefix("${'x'.repeat(10_000)}")`, 'bad-transformation', 'at most 10000 characters'],
    [
      'trim | shout',
      'unknown-transformation',
      'Character 8: there is no transformation "shout". There are: trim,',
    ],
    ['Trim', 'unknown-transformation', 'there is no transformation "Trim"'],
    ['toString', 'unknown-transformation', 'there is no transformation "toString"'],
    [
      'truncate',
      'wrong-arity',
      'Character 1: it is truncate(characters, ending?), and has no argument here.',
    ],
    ['trim(1)', 'wrong-arity', 'it is trim, and has one argument here.'],
    [
      'pad(1, "x", "left", "y")',
      'wrong-arity',
      'it is pad(characters, filling?, side?), and has 4 arguments here.',
    ],
    ['locale()', 'wrong-arity', 'it is locale(locale …), and has no argument here.'],
    [
      'truncate("forty")',
      'bad-argument',
      'Character 10: truncate: the argument "characters" has to be a whole number',
    ],
    ['truncate(0)', 'bad-argument', 'has to be a whole number from 1 to 10000'],
    ['truncate(1e3)', 'bad-argument', 'has to be a whole number from 1 to 10000'],
    ['number(21)', 'bad-argument', 'has to be a whole number from 0 to 20'],
    ['pad(3, "")', 'bad-argument', 'has to be a text that is not empty'],
    ['pad(3, "x", "middle")', 'bad-argument', 'has to be "left" or "right"'],
    ['date("DD.MONTH.YY")', 'bad-argument', 'has to be a pattern of YYYY YY MM DD HH MI SS and signs'],
    ['multiply("two")', 'bad-argument', 'has to be a number such as 0.4536'],
    ['template("x")', 'bad-argument', 'has to be a text with a place such as {1}'],
    ['map("a")', 'bad-argument', 'map: the argument "from=to" is a pair such as "a"="b".'],
    ['prefix("a"="b")', 'bad-argument', 'prefix: the argument "text" is no pair.'],
    ['map("a"="b", "a"="c")', 'bad-argument', 'Character 14: map: "a" is mapped twice.'],
  ])('%j is %s', (text, code, message) => {
    expect(() => parseTransformation(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });
});
