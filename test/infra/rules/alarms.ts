import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alarmKinds } from '../../../infra/alarm-kinds.ts';
import { headings } from '../../unit/docs/read-markdown.ts';
import { ourFunctions, type Deployment } from '../deployment.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');

export function ruleAlarms(deployment: Deployment): void {
  const { stage, all, full } = deployment;
  const alarms = () => all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const watching = (metric: string, dimension: string, value: string) =>
    alarms().filter(
      ({ MetricName, Dimensions = [] }) =>
        MetricName === metric && Dimensions.some((one: any) => one.Name === dimension && one.Value === value),
    );
  const deadLetters = () =>
    all('AWS::SQS::Queue').filter(({ Properties }) => /-dlq(\.fifo)?$/.test(Properties.QueueName));

  describe('alarms', () => {
    test('every alarm ends in the name of a runbook heading and says what breaks', () => {
      const known = headings(runbook);
      for (const { AlarmName, AlarmDescription } of alarms()) {
        const [, breaks, kind] =
          /^(.{20,}[.:].*) What to do: docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
        expect(breaks, AlarmDescription).toMatch(/\.$/);
        expect(alarmKinds, AlarmName).toContain(kind);
        expect(AlarmName.endsWith(`-${kind}`), AlarmName).toBe(true);
        expect(known, AlarmName).toContain(kind);
      }
    });

    test('every alarm tells the stage’s topic when it begins and when it ends', () => {
      const topic = `arn:aws:sns:us-east-1:000000000000:${full('alarms')}`;
      for (const { AlarmName, AlarmActions, OKActions, ActionsEnabled } of alarms())
        expect({ AlarmName, AlarmActions, OKActions, off: ActionsEnabled === false }).toEqual({
          ...{ AlarmName, AlarmActions: [topic], OKActions: [topic], off: false },
        });
    });

    test('no two alarms have one name', () => {
      const names = alarms().map(({ AlarmName }) => AlarmName);
      expect(new Set(names).size).toBe(names.length);
    });

    test('the topic is encrypted, spoken to by TLS, and the stage’s people and tools hear of it', () => {
      const [topic, ...others] = all('AWS::SNS::Topic');
      expect(others).toEqual([]);
      expect(topic?.Properties).toMatchObject({
        TopicName: full('alarms'),
        KmsMasterKeyId: expect.anything(),
      });
      const heard = all('AWS::SNS::Subscription').map(({ Properties }) => [
        Properties.Protocol,
        Properties.Endpoint,
      ]);
      expect(heard).toEqual(stage.alarms.subscribers.map((one) => Object.entries(one)[0]));
      const statements = all('AWS::SNS::TopicPolicy').flatMap(
        ({ Properties }) => Properties.PolicyDocument.Statement,
      );
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    });

    test('those who send to the topic may use its key for this account alone', () => {
      const [key, ...others] = all('AWS::KMS::Key');
      expect(others).toEqual([]);
      const statements: any[] = key?.Properties.KeyPolicy.Statement;
      const ofServices = statements.filter(({ Principal }) => Principal.Service !== undefined);
      expect(ofServices).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
        },
      ]);
    });

    test('somebody hears of alerts that belong to no unit', () => {
      const alarm = alarms().find(({ AlarmName }) => AlarmName === full('no-unit-alerts-open'));
      expect(alarm).toMatchObject({
        ...{ Namespace: `Millrace/${stage.name}`, MetricName: 'OpenAlertsOfNoUnit' },
        Dimensions: [{ Name: 'service', Value: 'reconcile-landing' }],
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
      });
    });

    test('every dead-letter queue rings when something lies in it', () => {
      for (const { Properties } of deadLetters())
        expect(
          watching('ApproximateNumberOfMessagesVisible', 'QueueName', Properties.QueueName),
          Properties.QueueName,
        ).toMatchObject([{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' }]);
    });

    test('every other queue rings when its oldest message gets old', () => {
      const names = new Set(deadLetters().map(({ Properties }) => Properties.QueueName));
      for (const { Properties } of all('AWS::SQS::Queue').filter(
        (one) => !names.has(one.Properties.QueueName),
      ))
        expect(
          watching('ApproximateAgeOfOldestMessage', 'QueueName', Properties.QueueName),
          Properties.QueueName,
        ).toHaveLength(1);
    });

    test('every function rings when it fails, is not let run, or nearly runs out of time', () => {
      for (const { Properties } of ourFunctions(deployment)) {
        const name = Properties.FunctionName;
        for (const metric of ['Errors', 'Throttles', 'Duration'])
          expect(watching(metric, 'FunctionName', name), `${metric} of ${name}`).toHaveLength(1);
        const [late] = watching('Duration', 'FunctionName', name);
        expect(late?.Threshold).toBeLessThan(Properties.Timeout * 1000);
      }
    });

    test('every schedule rings when nothing ran, and takes silence for that', () => {
      for (const { Properties } of all('AWS::Scheduler::Schedule')) {
        const [alarm, ...others] = watching('Invocations', 'FunctionName', Properties.Name);
        expect(others).toEqual([]);
        expect(alarm, Properties.Name).toMatchObject({
          ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
          Statistic: 'Sum',
        });
        expect(Properties.Target.Arn).toBe(
          all('AWS::Lambda::Function')
            .filter((one) => one.Properties.FunctionName === Properties.Name)
            .map(({ id }) => `<${id}.Arn>`)[0],
        );
      }
    });

    test('what an alarm looks back over is no more than a day, as CloudWatch wants it', () => {
      for (const { AlarmName, Period, EvaluationPeriods } of alarms().filter((one) => one.Period)) {
        expect(Period % 60, AlarmName).toBe(0);
        expect(Period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(86_400);
      }
    });
  });

  test('the error lines of every function are counted', () => {
    const counted = all('AWS::Logs::MetricFilter').map(
      ({ stack, Properties }) => `${stack} ${Properties.LogGroupName}`,
    );
    for (const { stack, Properties } of ourFunctions(deployment))
      expect(counted, Properties.FunctionName).toContain(`${stack} ${Properties.LoggingConfig.LogGroup}`);
  });

  test('one dashboard asks its three questions', () => {
    const [dashboard, ...others] = all('AWS::CloudWatch::Dashboard');
    expect(others).toEqual([]);
    const { widgets } = JSON.parse(dashboard?.Properties.DashboardBody) as {
      widgets: { y: number; properties: { title: string } }[];
    };
    for (const { properties } of widgets) expect(properties.title).toMatch(/\?/);
    const first = widgets.filter(({ y }, index) => widgets.findIndex((one) => one.y === y) === index);
    expect(first.map(({ properties }) => properties.title.split('?')[0])).toEqual([
      ...['Is everything loaded', 'Is anything stuck', 'Is anything late'],
    ]);
  });

  test('its budget tells the topic before the money is spent and before it will be', () => {
    const [budget, ...others] = all('AWS::Budgets::Budget');
    expect(others).toEqual([]);
    expect(budget?.Properties.Budget).toMatchObject({
      BudgetLimit: { Amount: stage.budget.monthlyUsd, Unit: 'USD' },
      CostFilters: { TagKeyValue: [`user:millrace-stage$${stage.name}`] },
    });
    const told = budget?.Properties.NotificationsWithSubscribers.map(
      (one: any) => one.Subscribers[0].SubscriptionType,
    );
    expect(told).toEqual(['SNS', 'SNS']);
  });
}
