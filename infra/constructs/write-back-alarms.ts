import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, ownMetricOf } from './alarm.ts';

/** Long after what is throttled or away for a moment has been tried again. */
const waitsTooLongHours = 1;

/** What people edited and nobody has written back, or a destination has refused. */
export function alarmAboutWriteBacks(scope: Construct, stage: StageSettings, unit: string): void {
  new Alarm(scope, 'write-backs-wait', {
    ...{ stage, subject: unit, kind: 'write-backs-wait', threshold: waitsTooLongHours * 3600 },
    whatBreaks: 'Airtable and Asana still show what people have changed since.',
    metric: ownMetricOf(stage, {
      ...{ service: 'reconcile-landing', unit, name: 'OldestWriteBack', statistic: 'Maximum' },
    }),
  });
  new Alarm(scope, 'write-backs-failed', {
    ...{ stage, subject: unit, kind: 'write-backs-failed', threshold: 1 },
    whatBreaks: 'Airtable or Asana goes on showing another value than people edited, until somebody decides.',
    metric: ownMetricOf(stage, {
      ...{ service: 'drain-write-backs', unit, name: 'WriteBacksFailed', statistic: 'Sum' },
      period: Duration.hours(1),
    }),
  });
}
