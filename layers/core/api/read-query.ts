import { readCursor } from './cursor.ts';
import type { Endpoint } from './endpoint.ts';
import { Problem } from './problem.ts';

/**
 * What a query asks for, as the parameters of the endpoint's statement behind the three that all have: for a list sort,
 * whether descending, the place to go on behind, page size; then its filters, null where not asked for, and its constants.
 * @throws Problem `invalid-query` naming every parameter that is unknown or wrong; `invalid-cursor`
 */
export function readQuery(
  { query, sorts, filters, constants = [] }: Endpoint,
  given: Readonly<Record<string, string>>,
): unknown[] {
  const parsed = query.safeParse(given);
  if (!parsed.success) throw describeIssues(parsed.error.issues, Object.keys(query.shape));
  const asked: Record<string, unknown> = parsed.data;
  const filtered = [...filters.map((name) => asked[name] ?? null), ...constants];
  if (!sorts) return filtered;
  const { limit, cursor, sort } = asked as { limit: number; cursor?: string; sort: string };
  const behind = cursor === undefined ? null : readCursor(cursor, sort);
  const descending = sort.startsWith('-');
  const column = descending ? sort.slice(1) : sort;
  return [column, descending, behind, limit, ...filtered];
}

type Issue = { code?: string; keys?: readonly string[]; path: readonly PropertyKey[]; message: string };

function describeIssues(issues: readonly Issue[], known: readonly string[]): Problem {
  const errors = issues.flatMap(({ code, keys, path, message }) =>
    code === 'unrecognized_keys' && keys
      ? keys.map((parameter) => ({ parameter, detail: `There is no such parameter.` }))
      : [{ parameter: path.join('.'), detail: message }],
  );
  const wrong = errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join(' ');
  const all = known.length === 0 ? 'none' : known.join(', ');
  return new Problem('invalid-query', `${wrong} The parameters here: ${all}.`, { errors });
}
