import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endpoints } from '#catalog/endpoints.ts';
import { problems } from '#core/api/problem.ts';
import { renderReference } from '#core/api/render-reference.ts';
import { describeApi } from '../../support/api/describe-api.ts';

const described = describeApi(endpoints);

test('docs/generated/openapi.json says what the endpoints are', async () => {
  const text = `${JSON.stringify(described, null, 2)}\n`;
  await expect(text, 'Run "npm run openapi" and commit docs/generated/openapi.json').toMatchFileSnapshot(
    '../../../docs/generated/openapi.json',
  );
});

test('every route is described, with its scopes and each of its parameters', () => {
  for (const { method, path, name, scopes, query } of endpoints) {
    const word = method.toLowerCase() as 'get' | 'patch' | 'post';
    const operation = described.paths?.[`/api/pipeline${path}`]?.[word];
    expect(operation, path).toMatchObject({
      operationId: name,
      security: scopes.map((scope) => ({ token: [scope] })),
    });
    const names = (operation?.parameters ?? []).flatMap((one) =>
      'in' in one && one.in === 'query' ? [one.name] : [],
    );
    expect(names.toSorted()).toEqual(Object.keys(query.shape).toSorted());
  }
});

test('the reference page shows every route and every problem, and loads nothing', () => {
  const page = renderReference(described);
  for (const { path, name } of endpoints) {
    expect(page).toContain(`id="${name}"`);
    expect(page).toContain(`/api/pipeline${path}`);
  }
  for (const code of ['invalid-query', 'foreign-unit', 'unavailable']) expect(page).toContain(`id="${code}"`);
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:\/\//);
});

test('what stands in the document cannot become markup of the page', () => {
  const page = renderReference({ info: { title: '<b>"&', description: '`<i>`' }, paths: {} });
  expect(page).toContain('<h1>&lt;b&gt;&quot;&amp;</h1>');
  expect(page).toContain('<code>&lt;i&gt;</code>');
});

test('docs/api.md explains every problem with its status', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8');
  const rows = Array.from(page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm), ([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(rows).toEqual(Object.entries(problems).map(([code, { status }]) => [code, status]));
});
