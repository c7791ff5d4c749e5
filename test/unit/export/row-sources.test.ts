import { expect, test } from 'vitest';
import { rowSources } from '#catalog/row-sources.ts';
import { describeRowSources } from '../../support/describe-row-sources.ts';

test('docs/generated/row-sources.md says what rows there are, and which fields they have', async () => {
  await expect(
    describeRowSources(rowSources),
    'Run "npx vitest run test/unit/export/row-sources.test.ts --update" and commit the document',
  ).toMatchFileSnapshot('../../../docs/generated/row-sources.md');
});

test('each row source is named once', () => {
  expect(new Set(rowSources.map(({ name }) => name)).size).toBe(rowSources.length);
});
