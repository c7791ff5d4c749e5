import type { ApiDeps, TaggedBody } from '#core/api/answer-request.ts';
import type { Database } from '../open-database.ts';
import { askOnce } from './ask-once.ts';
import { prepareStatements } from './prepare-statements.ts';

/**
 * Asks the endpoints' statements as the unit's `api` role, prepared once for each connection, outside of any transaction:
 * whether a known tag still holds first, where there is one, and for the answer where none does. PostgreSQL writes the JSON;
 * it is passed on as it is.
 * @param statements by the names of the endpoints
 * @param views the SQL of what the statements read from: other views, other tags
 */
export function openAnswers(
  database: Database,
  statements: Readonly<Record<string, string>>,
  views: readonly string[],
): ApiDeps['ask'] {
  const prepare = prepareStatements(statements, views);
  return async (endpoint, knownTags, parameters) => {
    const { answer, tag } = prepare(endpoint, knownTags, parameters);
    if (tag && knownTags.some((known) => known !== '*')) {
      const [row] = await askOnce<[tag: string | null]>(database, tag);
      const [now = null] = row ?? [];
      if (now !== null && knownTags.includes(now)) return { tag: now, body: null };
    }
    return readAnswer(await askOnce<AnswerRow>(database, answer));
  };
}

type AnswerRow = [tag: string | null, body: string | null];

/** No row, or one with nothing in it, where there is no such item. */
function readAnswer([row]: readonly AnswerRow[]): TaggedBody | null {
  const [tag = null, body = null] = row ?? [];
  if (tag !== null) return { tag, body };
  return body === null ? null : { tag, body };
}

/** How the connections of the API begin, beside what its role itself says. */
export function apiSettings(timeZone: string): Record<string, string> {
  return {
    // "This year" is the unit's own.
    timezone: timeZone,
    intervalstyle: 'iso_8601',
    // Planning takes longer than running: once for all parameters. So does compiling.
    plan_cache_mode: 'force_generic_plan',
    jit: 'off',
  };
}

/** The same for the connections of what changes something: all others of this role only read. */
export function apiWriteSettings(timeZone: string): Record<string, string> {
  return { ...apiSettings(timeZone), default_transaction_read_only: 'off' };
}
