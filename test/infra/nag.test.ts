import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { synthesize } from './synthesize.ts';

test('the AWS solutions rules find nothing that is not explained', async () => {
  const { app } = await synthesize();
  const { violations } = new AwsSolutionsChecks(app, { verbose: true }).validateScope(app);

  const findings = violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}: ${description}`),
  );
  expect(findings).toEqual([]);
}, 180_000);
