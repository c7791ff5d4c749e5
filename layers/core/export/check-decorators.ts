import type { ConfigurationProblem, Decorator } from './configuration.ts';
import { findRepeats, FoundProblems } from './found-problems.ts';

const entityTypes: readonly string[] = ['attribute', 'item', 'product', 'category'];

/** Decorators of what does not exist are no problem: it may come, and may have been. */
export function checkDecorators(decorators: readonly Decorator[]): ConfigurationProblem[] {
  const problems = new FoundProblems('decorator_data');
  for (const { id, entity_type: type } of decorators) {
    if (entityTypes.includes(type)) continue;
    const message = `"${type}" is nothing that decorators hang on. There are: ${entityTypes.join(', ')}.`;
    problems.add(id, { code: 'unknown-entity', message });
  }
  const key = (row: Decorator) => [row.entity_type, row.entity_id, row.decorator_type, row.decorator_value];
  for (const { row, first } of findRepeats(decorators, key)) {
    const message = `It says what row ${first.id} says already.`;
    problems.add(row.id, { code: 'duplicate-decorator', message });
  }
  return problems.list;
}
