import { describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { landingPrefixes } from '../../../infra/landing-prefixes.ts';
import { liveUnits } from '../../../infra/live-units.ts';
import { attribute, type Deployment, type DeployedResource } from '../deployment.ts';
import { statementsOf } from '../policies.ts';

export function ruleUnits(deployment: Deployment): void {
  const { stage, stacks, all, named, full } = deployment;
  const live = liveUnits(stage);

  test('exactly the units that are live have a way in', () => {
    const ways = stacks.flatMap(({ name }) => name.split(full('ingest-'))[1] ?? []);
    expect(ways.toSorted()).toEqual([...stage.units].toSorted());
    const others = businessUnits.filter((unit) => !live.includes(unit));
    const physicalNames = [
      ...all('AWS::Lambda::Function'),
      ...all('AWS::Scheduler::Schedule'),
      ...all('AWS::SQS::Queue'),
    ]
      .map(({ Properties }): string => Properties.FunctionName ?? Properties.QueueName ?? Properties.Name)
      .filter((name) => others.some((unit) => name.split(/[-.]/).includes(unit.name)));
    expect(physicalNames).toEqual([]);
  });

  describe.each(live)('the way in of $name', (unit) => {
    const stack = full(`ingest-${unit.name}`);
    const only = (type: string): DeployedResource => {
      const found = all(type).filter((resource) => resource.stack === stack);
      expect(found, `${type} in ${stack}`).toHaveLength(1);
      return found[0]!;
    };

    test('one rule hears of the objects under its prefixes in the landing bucket', () => {
      expect(only('AWS::Events::Rule').Properties.EventPattern).toEqual({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: ['<LandingBucket>'] },
          object: { key: landingPrefixes(unit).map((prefix) => ({ prefix })) },
        },
      });
      expect(landingPrefixes(unit)).toContain(`${unit.name}/`);
    });

    test('the rule hands the bare detail to its queue, always in the same group', () => {
      const queue = named('AWS::SQS::Queue', `${unit.name}-landing.fifo`);
      expect(queue.stack).toBe(stack);
      expect(queue.Properties).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
      expect(only('AWS::Events::Rule').Properties.Targets).toMatchObject([
        { Arn: attribute(queue, 'Arn'), InputPath: '$.detail', SqsParameters: { MessageGroupId: unit.name } },
      ]);
    });

    test('its loader takes one message at a time and answers for each', () => {
      const queue = named('AWS::SQS::Queue', `${unit.name}-landing.fifo`);
      const loader = named('AWS::Lambda::Function', `load-files-${unit.name}`);
      expect(only('AWS::Lambda::EventSourceMapping').Properties).toEqual({
        EventSourceArn: attribute(queue, 'Arn'),
        FunctionName: `<${loader.id}>`,
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(statementsOf(deployment, `load-files-${unit.name}`).length).toBeGreaterThan(3);
    });

    test('somebody hears when its files halt, wait or lie in a dead-letter queue, and when its loader fails', () => {
      const alarms = all('AWS::CloudWatch::Alarm')
        .filter((alarm) => alarm.stack === stack)
        .map(({ Properties }) => Properties.AlarmName);
      const expected = [
        ...['files-halted', 'file-waits', 'alerts-open', 'lines-rejected', 'rule-dlq-not-empty'],
        ...['landing-queue-is-late', 'landing-dlq-not-empty'],
      ].map((end) => full(`${unit.name}-${end}`));
      const aboutLoader = ['function-fails', 'function-throttled', 'function-near-timeout'];
      expected.push(...aboutLoader.map((end) => full(`load-files-${unit.name}-${end}`)));
      expect(new Set(alarms)).toEqual(new Set(expected));
    });
  });
}
