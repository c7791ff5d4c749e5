import { quoteIdentifier, quoteLiteral } from './quote-sql.ts';
import type { SourceColumn, SourceColumnType, SourceView } from './source-view.ts';

/**
 * The SQL of a typed view over the table of its feed: the id, the columns, and where each row comes from. It is to be run
 * with the schema of the business unit as the search path. The feed is named although its table has no other: the key
 * begins with it, and a look-up by the id alone would read the whole index.
 * @param editable columns, over whose values in the record edits lie: dates
 */
export function writeSourceView(
  { feed, schema, name, title, id, columns }: SourceView,
  editable: readonly string[] = [],
): string {
  const view = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  const selected = [
    `id as ${quoteIdentifier(id)}`,
    ...columns.map((column) => `${writeColumn(column, editable)} as ${quoteIdentifier(column.name)}`),
    'updated_at',
    'source_file',
  ];
  return `create or replace view ${view} as
select
  ${selected.join(',\n  ')}
from ${quoteIdentifier(feed)}${editable.length === 0 ? '' : writeEdits(feed)}
where ${quoteIdentifier(feed)}.feed = ${quoteLiteral(feed)} and not deleted;
comment on view ${view} is ${quoteLiteral(title)}`;
}

/**
 * The edits of each record as one object: those of the view `edits_laid_over`, looked up record by record. What the feed is
 * known up to, and which of its records are not, is asked once and not for each record, because it stands by itself.
 */
function writeEdits(feed: string): string {
  const name = quoteLiteral(feed);
  const recordPulls = `(select jsonb_object_agg(id, began) from record_pulls where feed = ${name})`;
  return `
left join lateral (
  select jsonb_object_agg(field, value) as edits
  from edits_sent sent
  where sent.feed = ${name} and sent.entity_id = ${quoteIdentifier(feed)}.id
    and not coalesce(sent.done_at < case
      when ${recordPulls} ? sent.entity_id then (${recordPulls} ->> sent.entity_id)::timestamptz
      else (select began from feed_pulls where feed = ${name})
    end, false)
) laid_over on true`;
}

function writeColumn(column: SourceColumn, editable: readonly string[]): string {
  const value = writeValue(column);
  if (!editable.includes(column.name)) return value;
  const name = quoteLiteral(column.name);
  return `case when edits ? ${name} then (edits ->> ${name})::${returned.date} else ${value} end`;
}

/** PostgreSQL's own SQL/JSON functions: a value that is not of the type is none, and no error. */
function writeValue({ at, each, type }: SourceColumn): string {
  const isList = type === 'texts' || type === 'links';
  const path = quoteLiteral(writePath(at) + (isList ? writeElements(each) : '') + formats[type]);
  if (isList) {
    return `json_query(data, ${path} returning text[] with wrapper empty array on empty empty array on error)`;
  }
  if (type === 'boolean')
    return `json_value(data, ${path} returning boolean default false on empty null on error)`;
  const value = `json_value(data, ${path} returning ${returned[type]} null on error)`;
  return type === 'text' ? `nullif(${value}, '')` : value;
}

const returned = { text: 'text', date: 'date', time: 'timestamptz' };

const inList = ' ? ((@.type() == "string" && @ != "") || @.type() == "number")';

/** What is taken for a value. Without these, `today` would be a date, and an object in a list a text. */
const formats: Record<SourceColumnType, string> = {
  text: '',
  boolean: '',
  date: ' ? (@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")',
  time: ' ? (@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")',
  texts: inList,
  links: inList,
};

function writeElements(each: string | undefined): string {
  return each === undefined ? '[*]' : `[*].${JSON.stringify(each)}`;
}

function writePath(at: readonly (string | number)[]): string {
  return at.reduce<string>(
    (path, step) => path + (typeof step === 'number' ? `[${step}]` : `.${JSON.stringify(step)}`),
    '$',
  );
}
