import { transformation, type Transformation } from './transformation.ts';

/** A text in, a text out. What is missing stays missing, unless it is said otherwise. */
export const textTransformations: readonly Transformation[] = [
  transformation('trim', {
    doc: 'Without white space at both ends.',
    example: { step: 'trim', given: ['  R-32 '], gives: 'R-32' },
  }),
  transformation('single_line', {
    doc: 'Every run of white space, line breaks among them, as one space, and none at the ends.',
    example: { step: 'single_line', given: ['Quiet.\r\n  Clean.'], gives: 'Quiet. Clean.' },
  }),
  transformation('strip_tags', {
    doc: 'Without HTML tags; `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&#39;` and `&nbsp;` become what they stand for.',
    example: {
      step: 'strip_tags | trim',
      given: ['<b>Quiet</b> &amp; clean<br/>'],
      gives: 'Quiet & clean',
    },
  }),
  transformation('upper', {
    doc: 'In capitals, letter by letter: `ß` stays what it is.',
    example: { step: 'upper', given: ['Élan r-32'], gives: 'ÉLAN R-32' },
  }),
  transformation('lower', {
    doc: 'In small letters, letter by letter.',
    example: { step: 'lower', given: ['ÉLAN R-32'], gives: 'élan r-32' },
  }),
  transformation('truncate', {
    required: [{ name: 'characters', kind: 'length' }],
    optional: [{ name: 'ending', kind: 'text' }],
    doc: 'At most so many characters. An ending, counted among them, says where something was cut off.',
    example: { step: 'truncate(6, "…")', given: ['Condenser'], gives: 'Conde…' },
  }),
  transformation('slice', {
    required: [
      { name: 'from', kind: 'length' },
      { name: 'characters', kind: 'length' },
    ],
    doc: 'So many characters from one on; the first is 1.',
    example: { step: 'slice(3, 2)', given: ['CU29-1'], gives: '29' },
  }),
  transformation('pad', {
    required: [{ name: 'characters', kind: 'length' }],
    optional: [
      { name: 'filling', kind: 'some-text' },
      { name: 'side', kind: 'side' },
    ],
    doc: 'At least so many characters, filled up with spaces or another text on the `left`, or on the `right`.',
    example: { step: 'pad(6, "0")', given: [42], gives: '000042' },
  }),
  transformation('prefix', {
    required: [{ name: 'text', kind: 'text' }],
    doc: 'With a text before it. A missing or empty one stays missing.',
    example: { step: 'prefix("BAK-")', given: ['42'], gives: 'BAK-42' },
  }),
  transformation('suffix', {
    required: [{ name: 'text', kind: 'text' }],
    doc: 'With a text after it. A missing or empty one stays missing.',
    example: { step: 'suffix(" lb")', given: [122.9], gives: '122.9 lb' },
  }),
  transformation('replace', {
    required: [
      { name: 'what', kind: 'some-text' },
      { name: 'by what', kind: 'text' },
    ],
    doc: 'One text by another wherever it stands. It is taken as it is: there are no patterns.',
    example: { step: 'replace(".", "-")', given: ['R.32.A'], gives: 'R-32-A' },
  }),
  transformation('map', {
    repeated: { kind: 'pair', name: 'from=to', atLeast: 1 },
    doc: 'Whole texts by others. What is in no pair stays as it is; `only` before it sets that aside.',
    example: { step: 'map("active"="A", "new"="N")', given: ['new'], gives: 'N' },
  }),
  transformation('only', {
    repeated: { kind: 'text', name: 'text', atLeast: 1 },
    doc: 'Missing, unless it is one of these.',
    example: { step: 'only("A", "N")', given: ['X'], gives: null },
  }),
  transformation('except', {
    repeated: { kind: 'text', name: 'text', atLeast: 1 },
    doc: 'Missing where it is one of these.',
    example: { step: 'except("n/a", "-")', given: ['n/a'], gives: null },
  }),
  transformation('default', {
    required: [{ name: 'text', kind: 'text' }],
    doc: 'This text where it is missing or empty.',
    example: { step: 'default("none")', given: [''], gives: 'none' },
  }),
  transformation('present', {
    required: [
      { name: 'there', kind: 'text' },
      { name: 'missing', kind: 'text' },
    ],
    doc: 'One text where there is anything, the other where it is missing or empty.',
    example: { step: 'present("Y", "N")', given: [null], gives: 'N' },
  }),
  transformation('boolean', {
    required: [
      { name: 'yes', kind: 'text' },
      { name: 'no', kind: 'text' },
    ],
    doc: 'One text for `true yes y t 1 on`, the other for `false no n f 0 off`, in any case; missing for all else.',
    example: { step: 'boolean("Y", "N")', given: [true], gives: 'Y' },
  }),
  transformation('number', {
    optional: [
      { name: 'decimals', kind: 'decimals' },
      { name: 'point', kind: 'some-text' },
    ],
    doc: 'In plain digits with a point, rounded half away from zero to so many decimals; missing where it is no number.',
    example: { step: 'number(2, ",")', given: [2700.6], gives: '2700,60' },
  }),
  transformation('multiply', {
    required: [{ name: 'factor', kind: 'factor' }],
    doc: 'A number times a factor, exactly; missing where it is no number.',
    example: { step: 'multiply(0.45359237) | number(1)', given: [122.9], gives: '55.7' },
  }),
  transformation('date', {
    optional: [{ name: 'pattern', kind: 'date-pattern' }],
    doc:
      'A date that begins with year, month and day, as its text says it, in another form: `YYYY YY MM DD HH MI SS` and ' +
      'signs between them, `YYYY-MM-DD` unless it is said; missing where it is no date.',
    example: { step: 'date("MM/DD/YYYY")', given: ['2019-02-15T00:00:00Z'], gives: '02/15/2019' },
  }),
];
