import { transformation, type Transformation } from './transformation.ts';

/** What takes a value as the record holds it: its locales, keys, labels and elements. */
export const valueTransformations: readonly Transformation[] = [
  transformation('locale', {
    repeated: { kind: 'locale', name: 'locale', atLeast: 1 },
    takes: 'value',
    doc: 'The text in the first of these locales that there is; missing where there is none of them. A value without locales is the same in all.',
    example: {
      step: 'locale("fr-CA", "en")',
      given: [{ en: 'Heat pump', es: 'Bomba de calor' }],
      gives: 'Heat pump',
    },
  }),
  transformation('key', {
    takes: 'value',
    gives: 'value',
    doc: 'The key of a controlled value, or all its keys, in place of the label.',
    example: { step: 'key', given: [{ key: 'r454b', value: 'R-454B' }], gives: 'r454b' },
  }),
  transformation('label', {
    repeated: { kind: 'locale', name: 'locale', atLeast: 0 },
    takes: 'value',
    gives: 'value',
    doc: 'The label that AttributeFile has for a key now, in the first of these locales that there is; of a bare key, too.',
    example: { step: 'label', given: [{ key: 'r454b', value: 'R-454B' }], gives: 'R-454B' },
  }),
  transformation('member', {
    required: [{ name: 'name', kind: 'text' }],
    takes: 'value',
    gives: 'value',
    doc: 'One member of an object. `member("value")` is the label that the record itself holds.',
    example: { step: 'member("max")', given: [{ min: 3, max: 5 }], gives: '5' },
  }),
  transformation('json', {
    takes: 'value',
    doc: 'The value as JSON.',
    example: { step: 'json', given: [['a', 1]], gives: '["a", 1]' },
  }),
  transformation('split', {
    required: [{ name: 'separator', kind: 'some-text' }],
    gives: 'value',
    doc: 'The parts of a text between separators, as several values.',
    example: { step: 'split(",") | last', given: ['5,6,7'], gives: '7' },
  }),
  transformation('join', {
    required: [{ name: 'separator', kind: 'text' }],
    takes: 'value',
    combines: true,
    doc: 'The texts of several values, those that are there, with a separator between them. Of several fields as well.',
    example: {
      step: 'join("; ")',
      given: [{ keys: ['ul', 'csa'], values: ['UL listed', 'CSA certified'] }],
      gives: 'UL listed; CSA certified',
    },
  }),
  transformation('first', {
    takes: 'value',
    gives: 'value',
    doc: 'The first of several values.',
    example: { step: 'first', given: [['a', 'b', 'c']], gives: 'a' },
  }),
  transformation('last', {
    takes: 'value',
    gives: 'value',
    doc: 'The last of several values.',
    example: { step: 'last', given: [['a', 'b', 'c']], gives: 'c' },
  }),
  transformation('nth', {
    required: [{ name: 'place', kind: 'place' }],
    takes: 'value',
    gives: 'value',
    doc: 'The value at a place among several; the first is 1.',
    example: { step: 'nth(2)', given: [['a', 'b', 'c']], gives: 'b' },
  }),
  transformation('sort', {
    takes: 'value',
    gives: 'value',
    doc: 'The texts of several values, by code point.',
    example: { step: 'sort', given: [['b', 'a', 'B']], gives: 'B|a|b' },
  }),
  transformation('unique', {
    takes: 'value',
    gives: 'value',
    doc: 'The texts of several values, each once, where it came first.',
    example: { step: 'unique', given: [['b', 'a', 'b']], gives: 'b|a' },
  }),
  transformation('count', {
    takes: 'value',
    doc: 'How many values there are; 0 for a missing one.',
    example: { step: 'count', given: [['a', 'b', 'c']], gives: '3' },
  }),
];

/** What makes one text of several fields. For a single one they do what they say of it. */
export const combiningTransformations: readonly Transformation[] = [
  transformation('concat', {
    combines: true,
    doc: 'The texts of several fields, one right after the other, as far as they are there.',
    example: { step: 'concat', given: ['CU29', null, '-1'], gives: 'CU29-1' },
  }),
  transformation('coalesce', {
    combines: true,
    doc: 'The first of several fields that is there and not empty.',
    example: { step: 'coalesce', given: [null, '', 'CU29-1'], gives: 'CU29-1' },
  }),
  transformation('template', {
    required: [{ name: 'template', kind: 'template' }],
    combines: true,
    doc: 'The texts of several fields in the places {1} to {9} of a text; missing where any of the fields is.',
    example: { step: 'template("{1} x {2} in")', given: [16, 25], gives: '16 x 25 in' },
  }),
];
