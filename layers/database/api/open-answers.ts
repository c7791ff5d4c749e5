import { createHash } from 'node:crypto';
import type { ApiDeps } from '#core/api/answer-request.ts';
import type { Endpoint } from '#core/api/endpoint.ts';
import { connect, type Database } from '../open-database.ts';
import { translateDatabaseError } from '../translate-error.ts';

/**
 * Asks the endpoints' statements as the unit's `api` role: one statement for each request, prepared once for each
 * connection, outside of any transaction. PostgreSQL writes the JSON; it is passed on as it is.
 * @param statements by the names of the endpoints
 * @param views the SQL of what the statements read from: other views, other tags
 */
export function openAnswers(
  database: Database,
  statements: Readonly<Record<string, string>>,
  views: readonly string[],
): ApiDeps['ask'] {
  const asked = new Map<string, { text: string; version: string }>();
  for (const [name, text] of Object.entries(statements))
    asked.set(name, { text, version: hashTexts([text, ...views]) });
  return async ({ name, feeds }: Endpoint, knownTags, parameters) => {
    const statement = asked.get(name);
    if (!statement) throw new Error(`The endpoint ${name} has no statement.`);
    const { text, version } = statement;
    // What has no tag takes no part in deciding one.
    const values = feeds.length === 0 ? [...parameters] : [version, feeds, knownTags, ...parameters];
    const client = await connect(database);
    try {
      const { rows } = await client.query<[string, string | null]>({ name, text, values, rowMode: 'array' });
      client.release();
      const [tag, body] = rows[0]!;
      return { tag, body };
    } catch (error) {
      // A statement that ran out of time leaves a good connection; who knows about any other.
      client.release(true);
      throw translateDatabaseError(error);
    }
  };
}

function hashTexts(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url');
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
