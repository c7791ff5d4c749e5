import { globSync, readFileSync } from 'node:fs';
import { parse } from 'libpg-query';
import { expect, test } from 'vitest';
import { stripComments } from '../../infra/bundling/leave-out.ts';

const places = /(location|stmt_len|list_start|list_end)$/;

/** What PostgreSQL makes of a text, wherever in the text it stands. */
async function meaningOf(text: string): Promise<string> {
  return JSON.stringify(await parse(text), (name, value: unknown) => (places.test(name) ? undefined : value));
}

const isShorter = (text: string, bare: string) => bare.length < text.length || text.includes('$$');

test('every statement means without its comments and indentation, as it is deployed, what is written', async () => {
  const files = globSync('layers/**/*.sql');
  expect(files.length).toBeGreaterThan(200);
  const others: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const bare = stripComments(text);
    if (!isShorter(text, bare) || (await meaningOf(bare)) !== (await meaningOf(text))) others.push(file);
  }
  expect(others).toEqual([]);
});

test('a comment behind code stays, for it could be part of a text', () => {
  expect(stripComments(`-- about\nselect '--', 1 -- one\n  from t`)).toBe(`select '--', 1 -- one\nfrom t`);
});
