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

/**
 * The parameters of the statement that answers: a list's own, or those of the list whose item it is, and then that item's
 * id, null for the list itself.
 * @throws Problem as `readQuery` does; `no-such-item`
 */
export function readParameters(
  endpoint: Endpoint,
  given: { query: Readonly<Record<string, string>>; params: Readonly<Record<string, string>> },
): unknown[] {
  const { itemOf, findsItems } = endpoint;
  const own = readQuery(endpoint, given.query);
  if (itemOf) return [...readQuery(itemOf, {}), readId(endpoint, given.params)];
  return findsItems ? [...own, null] : own;
}

/** @throws Problem `no-such-item` for what cannot be the id of anything */
export function readId({ params }: Endpoint, given: Readonly<Record<string, string>>): string {
  const parsed = params?.safeParse(given);
  if (parsed?.success) return String(parsed.data['id']);
  throw new Problem('no-such-item', `There is nothing with the id "${given['id'] ?? ''}".`);
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
