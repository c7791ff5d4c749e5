/**
 * A value on its way to a CSV, as an expression of SQL. `text`: what is written. `value`: jsonb as the record holds it,
 * with the labels of its keys; `isCheap`: it costs nothing to name it several times.
 */
export type ValueExpression =
  | { kind: 'text'; sql: string }
  | { kind: 'value'; sql: string; labels: string | null; isCheap: boolean };

/** Its text. Scalars, which are most, are spared the call of a function. */
export function asText(expression: ValueExpression): string {
  if (expression.kind === 'text') return expression.sql;
  const { sql, labels, isCheap } = expression;
  const called = `text_of(${sql}, ${labels ?? 'null'})`;
  if (!isCheap) return called;
  return `case when jsonb_typeof(${sql}) in ('object', 'array') then ${called} else ${sql} #>> '{}' end`;
}

/** It as a value: a text is one, too. */
export function asValue(expression: ValueExpression): { sql: string; labels: string } {
  if (expression.kind === 'text') return { sql: `to_jsonb(${expression.sql})`, labels: 'null' };
  return { sql: expression.sql, labels: expression.labels ?? 'null' };
}

export function text(sql: string): ValueExpression {
  return { kind: 'text', sql };
}
