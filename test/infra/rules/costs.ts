import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCosts } from '../../../infra/costs/describe-costs.ts';
import { estimateCosts, totalOf, type Counted } from '../../../infra/costs/estimate-costs.ts';
import { functionNames } from '../../../infra/bundling/function-names.ts';
import { workloads } from '../../../infra/costs/workload.ts';
import { ourFunctions, type Deployment } from '../deployment.ts';

const page = join(import.meta.dirname, '../../../docs/generated/costs.md');

/** What the templates have, so that nobody has to keep a count. */
function count(deployment: Deployment): Counted {
  const { all, full } = deployment;
  const deployed = ourFunctions(deployment).map(({ Properties }): string => Properties.FunctionName);
  return {
    alarms: all('AWS::CloudWatch::Alarm').length,
    secrets: all('AWS::SecretsManager::Secret').length,
    queues: all('AWS::Lambda::EventSourceMapping').length,
    services: functionNames.filter((service) => deployed.some((name) => name.startsWith(full(service))))
      .length,
  };
}

export function ruleCosts(deployments: readonly Deployment[]): void {
  test('docs/generated/costs.md is what the stages come to: `npm run costs` writes it', async () => {
    const stages = deployments.map((deployment) => ({ stage: deployment.stage, counted: count(deployment) }));
    await expect(describeCosts(stages)).toMatchFileSnapshot(page);
  });

  test.each(deployments.map((deployment) => ({ name: deployment.stage.name, deployment })))(
    'a usual month of $name is told to nobody',
    ({ deployment }) => {
      const { stage } = deployment;
      const total = totalOf(estimateCosts(stage, workloads[stage.name]!, count(deployment)));
      expect(total).toBeLessThan(stage.budget.monthlyUsd * 0.8);
      expect(total).toBeGreaterThan(stage.budget.monthlyUsd * 0.2);
    },
  );
}
