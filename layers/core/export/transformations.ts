import { textTransformations } from './text-transformations.ts';
import type { Transformation } from './transformation.ts';
import { combiningTransformations, valueTransformations } from './value-transformations.ts';

/** The closed list of transformations. `docs/generated/transformations.md` is made from it. */
export const transformations: readonly Transformation[] = [
  ...textTransformations,
  ...valueTransformations,
  ...combiningTransformations,
];

const byName = new Map(transformations.map((known) => [known.name, known]));

/** The transformation of that name, if there is one. */
export function findTransformation(name: string): Transformation | undefined {
  return byName.get(name);
}

/** How it is written: `pad(characters, filling?, side?)`. */
export function signatureOf({ name, required, optional, repeated }: Transformation): string {
  const repeats = repeated ? [`${repeated.name}${repeated.atLeast === 0 ? '?' : ''} …`] : [];
  const all = [
    ...required.map((argument) => argument.name),
    ...optional.map((argument) => `${argument.name}?`),
    ...repeats,
  ];
  return all.length === 0 ? name : `${name}(${all.join(', ')})`;
}
