import type { CsvRows } from '#core/export/csv-plan.ts';
import { compileSource } from './compile-source.ts';
import type { DecoratorJoins } from './decorator-joins.ts';
import { literal } from './literal.ts';
import { asText } from './value-expression.ts';

/** The where clause of a filter on rows `s`; a missing value compares as an empty one. Empty without conditions. */
export function compileFilter({ filter, rowSource }: CsvRows, decorators: DecoratorJoins): string {
  const conditions = filter.map(({ source, condition }) => {
    const given = `coalesce(${asText(compileSource(source, rowSource, decorators))}, '')`;
    if ('is' in condition) return `${given} ${condition.is === 'present' ? '<>' : '='} ''`;
    const texts = ('in' in condition ? condition.in : condition.not_in).map(literal).join(', ');
    return `${given} ${'in' in condition ? '=' : '<>'} ${'in' in condition ? 'any' : 'all'} (array[${texts}])`;
  });
  return conditions.length === 0 ? '' : `\nwhere ${conditions.join('\n  and ')}`;
}
