import type { ValueSource } from '#core/export/csv-plan.ts';
import type { RowSource } from '#core/export/row-source.ts';
import { applySteps } from './apply-steps.ts';
import type { DecoratorJoins } from './decorator-joins.ts';
import { literal } from './literal.ts';
import { text, type ValueExpression } from './value-expression.ts';

/** What a source reads from a row `s` of the row source, after its own steps. */
export function compileSource(
  source: ValueSource,
  rowSource: RowSource,
  decorators: DecoratorJoins,
): ValueExpression {
  return applySteps(readSource(source, rowSource, decorators), source.steps);
}

function readSource(source: ValueSource, rowSource: RowSource, decorators: DecoratorJoins): ValueExpression {
  switch (source.kind) {
    case 'static':
      return text(`${literal(source.text)}::text`);
    case 'decorator':
      return text(decorators.valueOf(source.decoratorType));
    case 'attribute':
      return {
        kind: 'value',
        sql: lookUp(rowSource.attributes, source.attribute),
        labels: labelsOf(source.attribute),
        isCheap: true,
      };
    case 'field': {
      const { column, kind, labels } = rowSource.fields[source.field]!;
      if (kind === 'text') return text(`s.${column}`);
      return { kind: 'value', sql: `s.${column}`, labels: labels ? `s.${labels}` : null, isCheap: true };
    }
  }
}

/** A member of the first of several objects that has it. */
function lookUp(columns: readonly string[], attribute: string): string {
  const members = columns.map((column) => `s.${column} -> ${literal(attribute)}`);
  return members.length === 1 ? `(${members[0]})` : `coalesce(${members.join(', ')})`;
}

/** The labels of an attribute's controlled values as they are now. It depends on no row, so it is asked once. */
function labelsOf(attribute: string): string {
  return (
    `(select data -> 'AllowedValues' from attribute_file ` +
    `where not deleted and data ->> 'AttributeId' = ${literal(attribute)} limit 1)`
  );
}
