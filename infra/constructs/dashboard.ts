import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { liveUnits } from '../live-units.ts';
import type { StageSettings } from '../stages.ts';
import { metricNamespace, metricOf, ownMetricOf } from './alarm.ts';

/** CloudWatch's page has 24 columns. */
const columns = 24;
const height = 6;

/** One page, three rows, three questions: is everything loaded, is anything stuck, is anything late? */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    new cloudwatch.Dashboard(this, 'dashboard', {
      dashboardName: `millrace-${stage.name}`,
      defaultInterval: Duration.days(1),
      widgets: [isEverythingLoaded(stage), isAnythingStuck(stage), isAnythingLate(stage)],
    });
  }
}

function isEverythingLoaded(stage: StageSettings): cloudwatch.IWidget[] {
  const loaded = (name: string) => perUnit(stage, 'load-files', name, 'Sum', Duration.hours(1));
  return row([
    number('Is everything loaded? Files that wait, now', seen(stage, 'PendingFiles')),
    lines('How many files were applied each hour?', loaded('FilesApplied')),
    lines('How many lines were loaded, and how many rejected?', [
      ...loaded('LinesLoaded'),
      ...loaded('LinesRejected').map((metric) => metric.with({ label: `${metric.label} rejected` })),
    ]),
    lines('How fast? Lines a second', linesPerSecond(stage)),
  ]);
}

function linesPerSecond(stage: StageSettings): cloudwatch.IMetric[] {
  const of = (unit: string, name: string) =>
    ownMetricOf(stage, { service: 'load-files', unit, name, statistic: 'Sum', period: Duration.hours(1) });
  return liveUnits(stage).map(
    ({ name }) =>
      new cloudwatch.MathExpression({
        expression: `lines_${name} / seconds_${name}`,
        usingMetrics: {
          [`lines_${name}`]: of(name, 'LinesLoaded'),
          [`seconds_${name}`]: of(name, 'LoadSeconds'),
        },
        label: name,
        period: Duration.hours(1),
      }),
  );
}

function isAnythingStuck(stage: StageSettings): cloudwatch.IWidget[] {
  return row([
    number('Is anything stuck? Files that are halted, now', seen(stage, 'HaltedFiles')),
    number('What needs a decision? Open alerts, now', [...seen(stage, 'OpenAlerts'), alertsOfNoUnit(stage)]),
    lines('What lies in dead-letter queues?', [
      search(
        'AWS/SQS,QueueName',
        'ApproximateNumberOfMessagesVisible',
        `millrace ${stage.name} dlq`,
        'Maximum',
      ),
    ]),
    lines('Which functions fail?', [
      search('AWS/Lambda,FunctionName', 'Errors', `millrace ${stage.name}`, 'Sum'),
    ]),
    lines('What do functions complain of? Lines of their logs', [
      search(`${metricNamespace(stage)},service`, 'ErrorLines', '', 'Sum'),
    ]),
  ]);
}

function isAnythingLate(stage: StageSettings): cloudwatch.IWidget[] {
  return row([
    lines(
      'Is anything late? How long has the oldest file waited, in seconds?',
      seen(stage, 'OldestPendingFile'),
    ),
    lines('How old are the published CSVs, in seconds?', seen(stage, 'ExportAge')),
    lines('How long have edits waited to be written back, in seconds?', seen(stage, 'OldestWriteBack')),
    lines('Does the database keep up? Capacity in use, %', [
      metricOf({
        ...{ namespace: 'AWS/RDS', name: 'ACUUtilization', statistic: 'Average' },
        dimensions: { DBClusterIdentifier: `millrace-${stage.name}` },
      }),
    ]),
  ]);
}

/** What the reconciler sees of each unit. */
function seen(stage: StageSettings, name: string): cloudwatch.Metric[] {
  return perUnit(stage, 'reconcile-landing', name, 'Maximum');
}

function alertsOfNoUnit(stage: StageSettings): cloudwatch.Metric {
  const metric = { service: 'reconcile-landing', name: 'OpenAlertsOfNoUnit', statistic: 'Maximum' };
  return ownMetricOf(stage, metric).with({ label: 'no unit' });
}

/** The same metric of every live unit; one that a unit never has is a line without points. */
function perUnit(
  stage: StageSettings,
  service: string,
  name: string,
  statistic: string,
  period?: Duration,
): cloudwatch.Metric[] {
  return liveUnits(stage).map((unit) =>
    ownMetricOf(stage, { service, unit: unit.name, name, statistic, ...(period && { period }) }).with({
      label: unit.name,
    }),
  );
}

/** Whatever bears these words in its name, as the page is opened: nothing can be forgotten. */
function search(of: string, metric: string, words: string, statistic: string): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: `SEARCH('{${of}} MetricName="${metric}" ${words}', '${statistic}', 300)`,
    label: '',
    usingMetrics: {},
  });
}

type MadeWidget = (width: number) => cloudwatch.IWidget;

/** Side by side, as wide as the page. */
function row(widgets: readonly MadeWidget[]): cloudwatch.IWidget[] {
  return widgets.map((make) => make(columns / widgets.length));
}

function number(title: string, metrics: cloudwatch.IMetric[]): MadeWidget {
  return (width) => new cloudwatch.SingleValueWidget({ title, metrics, width, height });
}

function lines(title: string, left: cloudwatch.IMetric[]): MadeWidget {
  return (width) => new cloudwatch.GraphWidget({ title, left, width, height, leftYAxis: { min: 0 } });
}
