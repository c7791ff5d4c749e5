import { describe } from 'vitest';
import { planDeployments } from './deployment.ts';
import { ruleAlarms } from './rules/alarms.ts';
import { ruleApi } from './rules/api.ts';
import { ruleCosts } from './rules/costs.ts';
import { ruleData } from './rules/data.ts';
import { ruleDeployment } from './rules/deployment.ts';
import { ruleFunctions } from './rules/functions.ts';
import { ruleLocal } from './rules/local.ts';
import { ruleNights } from './rules/nights.ts';
import { rulePermissions } from './rules/permissions.ts';
import { ruleQueues } from './rules/queues.ts';
import { ruleUnits } from './rules/units.ts';

/** Every rule holds in every stage; one synthesis is enough for all of them. */
const deployments = await planDeployments();
const rules = [
  ...[ruleQueues, ruleFunctions, ruleUnits, ruleNights, rulePermissions, ruleAlarms, ruleApi, ruleData],
  ...[ruleDeployment, ruleLocal],
];

describe.each(deployments.map((deployment) => ({ name: deployment.stage.name, deployment })))(
  'in $name',
  ({ deployment }) => {
    for (const rule of rules) rule(deployment);
  },
);

ruleCosts(deployments);
