import type { Step } from './csv-plan.ts';
import type { FoundProblems } from './found-problems.ts';
import { parseTransformation } from './parse-transformation.ts';
import { findTransformation } from './transformations.ts';

/**
 * The steps of a transformation; null and a problem of that row where it cannot be read.
 * @param texts how many fields the first step gets
 */
export function checkSteps(
  problems: FoundProblems,
  row: number,
  cell: string,
  text: string | null,
  texts: number,
): readonly Step[] | null {
  const steps = problems.attempt(row, cell, () => parseTransformation(text));
  for (const [index, step] of steps?.entries() ?? []) {
    const given = index === 0 ? texts : 1;
    const wanted = placesOf(step);
    if (wanted <= given) continue;
    const message = `${cell}: the template has a place {${wanted}}, but there ${given === 1 ? 'is one field' : `are ${given} fields`}.`;
    problems.add(row, { code: 'bad-argument', message });
  }
  return steps;
}

/** Whether the first step makes one text of several fields. */
export function isCombining(steps: readonly Step[]): boolean {
  const [first] = steps;
  return first !== undefined && findTransformation(first.name)?.combines === true;
}

/** The greatest place in a template; 0 of other steps. */
function placesOf({ name, args }: Step): number {
  if (name !== 'template') return 0;
  return Math.max(...[...args[0]!.matchAll(/\{([1-9])\}/g)].map(([, place]) => Number(place)));
}
