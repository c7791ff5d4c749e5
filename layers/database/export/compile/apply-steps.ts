import type { Step } from '#core/export/csv-plan.ts';
import { combiningSql, transformationSql } from './transformation-sql.ts';
import { asText, text, type ValueExpression } from './value-expression.ts';

/** A value after the steps of a transformation. */
export function applySteps(given: ValueExpression, steps: readonly Step[]): ValueExpression {
  return steps.reduce((value, { name, args }) => {
    const compile = transformationSql[name];
    if (compile) return compile(value, args);
    return text(combine([value], { name, args }));
  }, given);
}

/**
 * One value of what feeds a column, after its steps. Of several the first that is there and not empty, unless the first
 * step combines them.
 */
export function applyToAll(given: readonly ValueExpression[], steps: readonly Step[]): ValueExpression {
  const [only, ...others] = given;
  if (only && others.length === 0) return applySteps(only, steps);
  const [first, ...rest] = steps;
  if (!only) return applySteps(text('null::text'), steps);
  if (first && Object.hasOwn(combiningSql, first.name)) return applySteps(text(combine(given, first)), rest);
  return applySteps(text(combine(given, { name: 'coalesce', args: [] })), steps);
}

/** A test holds that whatever has no SQL of its own combines. */
function combine(given: readonly ValueExpression[], { name, args }: Step): string {
  return combiningSql[name]!(given.map(asText), args);
}
