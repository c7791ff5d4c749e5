import { businessUnits } from '#catalog/catalog.ts';
import type { StageSettings } from './stages.ts';

/**
 * Refuses settings that would only fail at a deployment, or not fail and do something else.
 * @throws Error that names everything that is wrong with the stage
 */
export function checkStage(stage: StageSettings): void {
  const problems = rules.flatMap((rule) => rule(stage));
  if (problems.length === 0) return;
  throw new Error(`The stage "${stage.name}" of infra/stages.ts cannot be:\n  ${problems.join('\n  ')}`);
}

type Rule = (stage: StageSettings) => string[];
const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);

const rules: readonly Rule[] = [
  ({ name }) =>
    unless(/^[a-z][a-z0-9]{1,11}$/.test(name), 'its name has to be 2 to 12 small letters and digits'),
  ({ units }) => unless(units.length > 0, 'no unit is live'),
  ({ units }) => unless(new Set(units).size === units.length, 'a unit is listed twice'),
  ({ units }) =>
    units
      .filter((unit) => !businessUnits.some(({ name }) => name === unit))
      .map((unit) => `the catalog has no unit "${unit}"`),
  ({ database: { minCapacityUnits: min, maxCapacityUnits: max } }) => [
    ...unless(min > 0 && min <= max && max <= 256, `${min} to ${max} capacity units are no range`),
    ...unless(
      [min, max].every((units) => Number.isInteger(units * 2)),
      'capacity comes in halves of a unit',
    ),
  ],
  ({ database: { readers, backupRetentionDays: days } }) => [
    ...unless(readers >= 0 && readers <= 15, 'a cluster has 0 to 15 readers'),
    ...unless(days >= 1 && days <= 35, 'backups are kept for 1 to 35 days'),
  ],
  ({ loader, exporter }) =>
    [loader, exporter].flatMap(({ memoryMiB, timeoutSeconds }) => [
      ...unless(memoryMiB >= 128 && memoryMiB <= 10_240, `a function has no ${memoryMiB} MiB`),
      ...unless(
        timeoutSeconds >= 60 && timeoutSeconds <= 900,
        `a function cannot run for ${timeoutSeconds} s`,
      ),
    ]),
  ({ exporter: { scratchGiB } }) => unless(scratchGiB >= 1 && scratchGiB <= 10, 'scratchGiB is from 1 to 10'),
  ({ api: { origins, issuer } }) => [
    ...unless(/^https:\/\/[^/]+/.test(issuer), 'the issuer has to be an https URL'),
    ...unless(!origins.includes('*'), 'an origin is any: name those of the frontends'),
  ],
  ({ api: { domain } }) =>
    unless(
      domain === null || domain.certificateArn.startsWith('arn:aws:acm:'),
      'the domain’s certificate has to be the ARN of one in ACM',
    ),
  ({ alarms: { subscribers } }) => [
    ...unless(subscribers.length > 0, 'nobody hears of its alarms'),
    ...subscribers
      .filter((one) =>
        'email' in one ? !/^[^@\s]+@[^@\s]+$/.test(one.email) : !one.https.startsWith('https://'),
      )
      .map((one) => `nothing can be sent to ${JSON.stringify(one)}`),
  ],
  ({ budget }) => unless(budget.monthlyUsd > 0, 'its budget is nothing'),
];
