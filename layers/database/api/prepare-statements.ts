import { createHash } from 'node:crypto';
import { statementName, type Endpoint } from '#core/api/endpoint.ts';
import { tagStatement } from './tag-statement.ts';

/** A statement as it is prepared, once for each connection, with the parameters of one question. */
type Asked = { name: string; text: string; values: unknown[] };
/** What gives the answer with its tag, and what gives the tag alone; null where answers have none. */
type Prepared = { answer: Asked; tag: Asked | null };

/**
 * The statements of endpoints, by the names of these.
 * @param views the SQL of what the statements read from: other views, other tags
 */
export function prepareStatements(
  statements: Readonly<Record<string, string>>,
  views: readonly string[],
): (endpoint: Endpoint, knownTags: readonly string[], parameters: readonly unknown[]) => Prepared {
  const prepared = new Map(
    Object.entries(statements).map(([name, text]) => {
      const version = hashTexts([text, ...views]);
      return [name, { text, version, tag: tagStatement(text) }];
    }),
  );
  return (endpoint, knownTags, parameters) => {
    const name = statementName(endpoint);
    const statement = prepared.get(name);
    if (!statement) throw new Error(`The endpoint ${endpoint.name} has no statement.`);
    const { text, version, tag } = statement;
    // What has no tag takes no part in deciding one.
    const { feeds } = endpoint;
    if (feeds.length === 0) return { answer: { name, text, values: [...parameters] }, tag: null };
    if (!tag) throw new Error(`The statement of the endpoint ${endpoint.name} does not begin with a tag.`);
    const values = [version, feeds, knownTags, ...parameters];
    const taken = tag.takes.map((number) => values[number - 1]);
    return {
      answer: { name, text, values },
      tag: { name: `${name}-tag`, text: tag.text, values: taken },
    };
  };
}

function hashTexts(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url');
}
