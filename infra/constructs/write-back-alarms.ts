import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, ownMetricOf } from './alarm.ts';

/** Long after what is throttled or away for a moment has been tried again. */
const waitsTooLongHours = 1;

/** What people edited and nobody has written back. */
export function alarmAboutWriteBacks(scope: Construct, stage: StageSettings, unit: string): void {
  new Alarm(scope, 'write-backs-wait', {
    ...{ stage, subject: unit, kind: 'write-backs-wait', threshold: waitsTooLongHours * 3600 },
    whatBreaks: 'Airtable and Asana still show what people have changed since.',
    metric: ownMetricOf(stage, {
      ...{ service: 'reconcile-landing', unit, name: 'OldestWriteBack', statistic: 'Maximum' },
    }),
  });
}
