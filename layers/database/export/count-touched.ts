import { rowSources } from '#catalog/row-sources.ts';
import type { DriftFinding } from '#core/drift/drift-finding.ts';
import { checkConfiguration } from '#core/export/check-configuration.ts';
import type { CsvPlan } from '#core/export/csv-plan.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import { configurationOf, findTouchedColumns } from '#core/export/touched-columns.ts';
import type { TouchedColumn } from '#core/operate/drift-request.ts';
import type { Transaction } from '../transaction.ts';
import { compileRows } from './compile/compile-rows.ts';
import { literal } from './compile/literal.ts';
import { readConfiguration } from './read-configuration.ts';

/**
 * For each thing that has drifted the columns of CSVs that show it, and in how many rows as things are now. A configuration
 * that does not check writes no CSV, so it has no such columns.
 */
export async function countTouched(
  transaction: Transaction,
  findings: readonly DriftFinding[],
): Promise<TouchedColumn[][]> {
  const touched: TouchedColumn[][] = findings.map(() => []);
  const configuration = await readConfiguration(transaction);
  if (findings.length === 0 || checkConfiguration(configuration, { rowSources, attributes: null }).length > 0)
    return touched;
  for (const plan of resolvePlans(configuration, rowSources)) {
    const columns = findings.map((finding) => findTouchedColumns(plan, finding));
    const places = columns.flatMap((found, place) => (found.length > 0 ? [place] : []));
    if (places.length === 0) continue;
    const sql = compileCounts(
      plan,
      places.map((place) => findings[place]!),
    );
    const { rows } = await transaction.query<{ counts: string[] }>(sql);
    for (const [index, place] of places.entries()) {
      const counted = { csv: plan.file.csv_name, rows: Number(rows[0]?.counts[index] ?? 0) };
      for (const column of columns[place] ?? [])
        touched[place]?.push({ ...counted, column: column.name, configuration: configurationOf(column) });
    }
  }
  return touched;
}

/** One select over the rows of a CSV that counts, for each finding, those that have it. */
export function compileCounts(plan: CsvPlan, findings: readonly DriftFinding[]): string {
  const { rowSource } = plan;
  const attribute = rowSource.entities.find(({ type }) => type === 'attribute')?.column;
  const { Value: value, ValueKey: key } = rowSource.fields;
  const needed = [attribute, value?.column, key?.column, ...rowSource.attributes].filter(
    (column) => column !== undefined,
  );
  const nameOf = (column: string): string => `t.o${needed.indexOf(column) + 1}`;
  const rows = compileRows({ ...plan, rowSource: { ...rowSource, order: needed } }, [], 'complete');
  const counts = findings.map((finding) => {
    const member = literal(finding.name);
    const found = attribute
      ? { isThere: `${nameOf(attribute)} = ${member}`, value: value ? nameOf(value.column) : null }
      : hasMember(rowSource.attributes.map(nameOf), member);
    if (finding.key === null) return found.isThere;
    if (key) return `${found.isThere} and ${nameOf(key.column)} = ${literal(finding.key)}`;
    return found.value === null ? found.isThere : `${found.isThere} and ${hasKey(found.value, finding.key)}`;
  });
  return `select array[${counts.map((each) => `count(*) filter (where ${each})`).join(', ')}] as counts
from (\n${rows}\n) as t`;
}

function hasMember(objects: readonly string[], member: string): { isThere: string; value: string | null } {
  if (objects.length === 0) return { isThere: 'false', value: null };
  const value = `coalesce(${objects.map((each) => `${each} -> ${member}`).join(', ')})`;
  return { isThere: `${value} is not null`, value };
}

/** A controlled value, or one of several. */
function hasKey(value: string, key: string): string {
  return `(${value} ->> 'key' = ${literal(key)} or ${value} -> 'keys' @> to_jsonb(${literal(key)}::text))`;
}
