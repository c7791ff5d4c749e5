import * as z from 'zod';
import type { ArgumentKind } from './transformation.ts';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** What an argument of each kind looks like, and the words that say so. */
const kinds: Record<ArgumentKind, { schema: z.ZodType; expected: string }> = {
  text: { schema: z.string(), expected: 'a text' },
  'some-text': { schema: z.string().min(1), expected: 'a text that is not empty' },
  length: { schema: wholeNumber(1, 10_000), expected: 'a whole number from 1 to 10000' },
  place: { schema: wholeNumber(1, 1000), expected: 'a whole number from 1 to 1000' },
  decimals: { schema: wholeNumber(0, 20), expected: 'a whole number from 0 to 20' },
  factor: { schema: z.string().regex(/^-?\d{1,20}(\.\d{1,20})?$/), expected: 'a number such as 0.4536' },
  locale: {
    schema: z.string().regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/),
    expected: 'a locale such as "en" or "fr-CA"',
  },
  'date-pattern': {
    schema: z.string().regex(/^(?:YYYY|YY|MM|DD|HH|MI|SS|T|Z|[^A-Za-z0-9])+$/),
    expected: 'a pattern of YYYY YY MM DD HH MI SS and signs',
  },
  side: { schema: z.enum(['left', 'right']), expected: '"left" or "right"' },
  template: { schema: z.string().regex(/\{[1-9]\}/), expected: 'a text with a place such as {1}' },
};

/** What was expected where an argument is not of its kind; null where it is. */
export function checkArgument(kind: ArgumentKind, text: string): string | null {
  const { schema, expected } = kinds[kind];
  return schema.safeParse(text).success ? null : expected;
}
