/**
 * What an argument may be. `text`: any; `some-text`: any but the empty one; `length`: 1 to 10000; `place`: 1 to 1000;
 * `decimals`: 0 to 20; `template`: with places {1} to {9}.
 */
export type ArgumentKind =
  | 'text'
  | 'some-text'
  | 'length'
  | 'place'
  | 'decimals'
  | 'factor'
  | 'locale'
  | 'date-pattern'
  | 'side'
  | 'template';

export type Argument = { name: string; kind: ArgumentKind };

/** One transformation of the closed list: what a person has to know of it. Its SQL stands in the database ring. */
export type Transformation = {
  name: string;
  /** Those that have to be given, in their order. */
  required: readonly Argument[];
  /** Those that may follow, in their order. */
  optional: readonly Argument[];
  /** What may be repeated at the end, so many times; a pair is written `"a"="b"`. */
  repeated: { kind: ArgumentKind | 'pair'; name: string; atLeast: number } | null;
  /** `value`: as the record holds it, with its locales, keys or elements; `text`: the text that a CSV would show. */
  takes: 'value' | 'text';
  gives: 'value' | 'text';
  /** As the first step of a column that has several fields it makes one text of them. */
  combines: boolean;
  doc: string;
  /** What it makes of some value; several given ones are those of several fields. Held against the SQL by a test. */
  example: { step: string; given: readonly unknown[]; gives: string | null };
};

type Parts = Pick<Transformation, 'doc' | 'example'> & Partial<Transformation>;

/** A transformation with what most of them have: text in, text out, no arguments. */
export function transformation(name: string, parts: Parts): Transformation {
  return {
    name,
    required: [],
    optional: [],
    repeated: null,
    takes: 'text',
    gives: 'text',
    combines: false,
    ...parts,
  };
}
