import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, metricOf } from './alarm.ts';

/** Of a hundred requests. Of few requests one that fails is not a share, so up to three never ring. */
const failingPercent = 2;
const slowMs = 1500;

/** What people in front of a frontend would notice. */
export function alarmAboutApi(scope: Construct, stage: StageSettings, apiId: string): void {
  const metric = (name: string, statistic: string) =>
    metricOf({ namespace: 'AWS/ApiGateway', name, statistic, dimensions: { ApiId: apiId } });
  const whatBreaks = 'Frontends show errors or old data in place of products, brands, SKUs and revenue.';
  new Alarm(scope, 'fails', {
    ...{ stage, subject: 'pipeline', kind: 'api-fails', whatBreaks, threshold: failingPercent },
    metric: new MathExpression({
      expression: 'IF(failed > 3, 100 * failed / requests, 0)',
      label: 'failing requests, %',
      usingMetrics: { failed: metric('5xx', 'Sum'), requests: metric('Count', 'Sum') },
      period: Duration.minutes(5),
    }),
  });
  new Alarm(scope, 'slow', {
    ...{ stage, subject: 'pipeline', kind: 'api-slow', threshold: slowMs, periods: 3 },
    whatBreaks: 'Frontends let people wait.',
    metric: metric('Latency', 'p95'),
  });
}
