import { expect, test } from 'vitest';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { statementName } from '#core/api/endpoint.ts';
import { tagStatement } from '#database/api/tag-statement.ts';
import { stripComments } from '../../../infra/bundling/leave-out.ts';

const example = `-- $1 text, $4 text, and what it is.
with state as (
  select md5($1::text || $12::text || $2) as tag
)
select tag, case when tag <> all ($3::text[]) then (
  select body from pages where id = $4 and $12 <> ''
) end as body
from state`;

test('the statement of a tag is the beginning of that of the answer, with parameters numbered anew', () => {
  expect(tagStatement(example)).toEqual({
    text: `with state as (
  select md5($1::text || $2::text || $3) as tag
)
select tag from state`,
    takes: [1, 12, 2],
  });
});

test('what has no tag has no statement for it', () => {
  expect(tagStatement('select null::text as tag, now()::text as body')).toBeNull();
});

test.each(endpoints.filter(({ method }) => method === 'GET').map((endpoint) => [endpoint.name, endpoint]))(
  'the answers of %s have a tag that can be asked for if feeds decide them',
  (_name, endpoint) => {
    const text = endpointStatements[statementName(endpoint)]!;
    const statement = tagStatement(text);
    expect(statement !== null).toBe(endpoint.feeds.length > 0);
    // As it is deployed.
    expect(tagStatement(stripComments(text))?.takes).toEqual(statement?.takes);
  },
);
