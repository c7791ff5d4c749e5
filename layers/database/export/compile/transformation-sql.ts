import { asText, asValue, text, type ValueExpression } from './value-expression.ts';
import { literal } from './literal.ts';

/** What a transformation makes of a value, as SQL. It names what it gets once, or twenty steps would be a million. */
type Compile = (given: ValueExpression, args: readonly string[]) => ValueExpression;

const number = (arg: string): string => `${literal(arg)}::int`;
const list = (args: readonly string[]): string => `array[${args.map(literal).join(', ')}]::text[]`;

const ofText =
  (sql: (given: string, args: readonly string[]) => string): Compile =>
  (given, args) =>
    text(sql(asText(given), args));

const ofValue =
  (sql: (given: string, args: readonly string[], labels: string) => string): Compile =>
  (given, args) => {
    const { sql: value, labels } = asValue(given);
    return { kind: 'value', sql: sql(value, args, labels), labels, isCheap: false };
  };

const toText =
  (sql: (given: string, args: readonly string[], labels: string) => string): Compile =>
  (given, args) => {
    const { sql: value, labels } = asValue(given);
    return text(sql(value, args, labels));
  };

/** White space of Unicode, and the byte order mark, as btrim wants it. */
const whiteSpace = literal(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
);

/** Case as Unicode has it, whatever the locale of the server; texts compare by code point afterwards. */
const inCase = (name: 'upper' | 'lower'): Compile =>
  ofText((given) => `${name}((${given}) collate "pg_c_utf8") collate "C"`);

/** The SQL of every transformation of the closed list. */
export const transformationSql: Readonly<Record<string, Compile>> = {
  trim: ofText((given) => `btrim(${given}, ${whiteSpace})`),
  single_line: ofText((given) => `single_line_text(${given})`),
  strip_tags: ofText((given) => `strip_tags_text(${given})`),
  upper: inCase('upper'),
  lower: inCase('lower'),
  truncate: ofText((given, [length, ending]) =>
    ending === undefined
      ? `left(${given}, ${number(length!)})`
      : `truncate_text(${given}, ${number(length!)}, ${literal(ending)})`,
  ),
  slice: ofText((given, [from, length]) => `substr(${given}, ${number(from!)}, ${number(length!)})`),
  pad: ofText(
    (given, [length, filling = ' ', side = 'left']) =>
      `pad_text(${given}, ${number(length!)}, ${literal(filling)}, ${literal(side)})`,
  ),
  prefix: ofText((given, [prefix]) => `${literal(prefix!)} || nullif(${given}, '')`),
  suffix: ofText((given, [suffix]) => `nullif(${given}, '') || ${literal(suffix!)}`),
  replace: ofText((given, [what, by]) => `replace(${given}, ${literal(what!)}, ${literal(by!)})`),
  map: ofText((given, args) => `map_text(${given}, ${literal(mappingOf(args))}::jsonb)`),
  only: ofText((given, args) => `text_among(${given}, ${list(args)})`),
  except: ofText((given, args) => `text_unless(${given}, ${list(args)})`),
  default: ofText((given, [standIn]) => `coalesce(nullif(${given}, ''), ${literal(standIn!)})`),
  present: ofText(
    (given, [there, missing]) =>
      `case when (${given}) <> '' then ${literal(there!)} else ${literal(missing!)} end`,
  ),
  boolean: ofText((given, [yes, no]) => `boolean_text(${given}, ${literal(yes!)}, ${literal(no!)})`),
  number: ofText(
    (given, [decimals, point = '.']) =>
      `number_text(${given}, ${decimals === undefined ? 'null' : number(decimals)}, ${literal(point)})`,
  ),
  multiply: ofText((given, [factor]) => `multiply_text(${given}, ${literal(factor!)})`),
  date: ofText((given, [pattern = 'YYYY-MM-DD']) => `date_text(${given}, ${literal(pattern)})`),

  locale: toText((given, args, labels) => `locale_text(${given}, ${labels}, ${list(args)})`),
  key: ofValue((given) => `key_of(${given})`),
  label: ofValue((given, args, labels) => `label_of(${given}, ${labels}, ${list(args)})`),
  member: ofValue((given, [name]) => `(${given}) -> ${literal(name!)}`),
  json: toText((given) => `(${given})::text`),
  split: ofValue(
    (given, [separator]) => `to_jsonb(string_to_array((${given}) #>> '{}', ${literal(separator!)}))`,
  ),
  join: toText((given, [separator], labels) => `join_texts(${given}, ${labels}, ${literal(separator!)})`),
  first: ofValue((given) => `elements_of(${given}) -> 0`),
  last: ofValue((given) => `elements_of(${given}) -> -1`),
  nth: ofValue((given, [place]) => `elements_of(${given}) -> (${number(place!)} - 1)`),
  sort: ofValue((given, _, labels) => `sort_texts(${given}, ${labels})`),
  unique: ofValue((given, _, labels) => `unique_texts(${given}, ${labels})`),
  count: toText((given) => `jsonb_array_length(elements_of(${given}))::text`),
};

/** What the combining transformations make of the texts of several fields. */
export const combiningSql: Readonly<
  Record<string, (texts: readonly string[], args: readonly string[]) => string>
> = {
  join: (texts, [separator]) =>
    `nullif(concat_ws(${[literal(separator!), ...texts.map(unlessEmpty)].join(', ')}), '')`,
  concat: (texts) => `nullif(concat(${texts.join(', ')}), '')`,
  coalesce: (texts) => `coalesce(${texts.map(unlessEmpty).join(', ')})`,
  template: (texts, [template]) => `template_text(${literal(formatOf(template!))}, ${texts.join(', ')})`,
};

function unlessEmpty(sql: string): string {
  return `nullif(${sql}, '')`;
}

/** `"a", "b", "c", "d"` as {"a": "b", "c": "d"}. */
function mappingOf(args: readonly string[]): string {
  const pairs = args.flatMap((from, index) => (index % 2 === 0 ? [[from, args[index + 1]!]] : []));
  return JSON.stringify(Object.fromEntries(pairs));
}

/** A template as the function `format` reads it. */
function formatOf(template: string): string {
  return template.replaceAll('%', '%%').replaceAll(/\{([1-9])\}/g, '%$1$$s');
}
