import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmKind } from '../alarm-kinds.ts';
import type { StageSettings } from '../stages.ts';

export type AlarmProps = {
  stage: StageSettings;
  /** What it is about, the first part of its name: `bak-landing`. The kind follows, and says enough where there is one. */
  subject?: string;
  /** Also the heading of the runbook that says what to do. */
  kind: AlarmKind;
  /** One sentence: what breaks for people. */
  whatBreaks: string;
  metric: cloudwatch.IMetric;
  /** It rings at this value and above; with `below`, under it. */
  threshold: number;
  below?: true;
  /** For so many periods of the metric in a row. */
  periods?: number;
  /** Take silence for the worst: for what has to be heard of. */
  silenceIsBad?: true;
};

/** An alarm as all of ours are: it says what breaks for people, where to look that up, and it tells somebody. */
export class Alarm extends Construct {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { stage, subject, kind, periods = 1, below, silenceIsBad } = props;
    const alarm = new cloudwatch.Alarm(this, 'alarm', {
      alarmName: ['millrace', stage.name, subject, kind].filter(Boolean).join('-'),
      alarmDescription: `${props.whatBreaks} What to do: docs/runbook.md#${kind}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silenceIsBad
        ? cloudwatch.TreatMissingData.BREACHING
        : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const action = { bind: () => ({ alarmActionArn: alarmTopicArn(this, stage) }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

/** The stage's topic by its name: alarms live with what they watch, in stacks that the topic's does not know. */
function alarmTopicArn(scope: Construct, stage: StageSettings): string {
  return Stack.of(scope).formatArn({ service: 'sns', resource: alarmTopicName(stage) });
}

export function alarmTopicName({ name }: StageSettings): string {
  return `millrace-${name}-alarms`;
}

export type MetricProps = {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  /** CloudWatch's word: `Sum`, `Maximum`, `p95`. */
  statistic: string;
  /** Default: five minutes. */
  period?: Duration;
};

/** A metric by its names. */
export function metricOf({ namespace, name, dimensions, statistic, period }: MetricProps): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    metricName: name,
    dimensionsMap: dimensions,
    statistic,
    period: period ?? Duration.minutes(5),
  });
}

/** One that a function of ours writes to its log, of a unit or of none: `layers/platform/metrics.ts` has the names. */
export function ownMetricOf(
  stage: StageSettings,
  {
    service,
    unit,
    ...metric
  }: Omit<MetricProps, 'namespace' | 'dimensions'> & { service: string; unit?: string },
): cloudwatch.Metric {
  const dimensions = { service, ...(unit !== undefined && { unit }) };
  return metricOf({ ...metric, namespace: metricNamespace(stage), dimensions });
}

/** Where our own metrics of a stage are. */
export function metricNamespace({ name }: StageSettings): string {
  return `Millrace/${name}`;
}
