import { createHash } from 'node:crypto';
import { statementName, type Endpoint } from '#core/api/endpoint.ts';

/** A statement as it is prepared, once for each connection, with the parameters of one question. */
type Asked = { name: string; text: string; values: unknown[] };

/**
 * The statements of endpoints, by the names of these.
 * @param views the SQL of what the statements read from: other views, other tags
 */
export function prepareStatements(
  statements: Readonly<Record<string, string>>,
  views: readonly string[],
): (endpoint: Endpoint, knownTags: readonly string[], parameters: readonly unknown[]) => Asked {
  const asked = new Map<string, { text: string; version: string }>();
  for (const [name, text] of Object.entries(statements))
    asked.set(name, { text, version: hashTexts([text, ...views]) });
  return (endpoint, knownTags, parameters) => {
    const name = statementName(endpoint);
    const statement = asked.get(name);
    if (!statement) throw new Error(`The endpoint ${endpoint.name} has no statement.`);
    const { text, version } = statement;
    // What has no tag takes no part in deciding one.
    const { feeds } = endpoint;
    const values = feeds.length === 0 ? [...parameters] : [version, feeds, knownTags, ...parameters];
    return { name, text, values };
  };
}

function hashTexts(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url');
}
