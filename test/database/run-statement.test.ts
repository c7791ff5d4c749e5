import { expect, test } from 'vitest';
import { runStatement } from '#database/run-statement.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { url } = await cloneDatabase();

test('values come as PostgreSQL writes them, and null as an empty text', async () => {
  const answer = await runStatement(
    url,
    `select 12345678901234567890::numeric as n, '{"a": 1.10}'::jsonb as j, null as x`,
  );
  expect(answer).toEqual({
    columns: ['n', 'j', 'x'],
    rows: [['12345678901234567890', '{"a": 1.10}', '']],
    rowCount: 1,
  });
});

test('a statement that fails says what PostgreSQL says', async () => {
  await expect(runStatement(url, 'selec 1')).rejects.toThrow('syntax error at or near "selec"');
});
