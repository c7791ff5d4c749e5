import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, ownMetricOf } from './alarm.ts';

/** What the reconciler sees that belongs to no unit, so that no unit's alarms tell of it. */
export function alarmAboutNoUnit(scope: Construct, stage: StageSettings): void {
  new Alarm(scope, 'no-unit-alerts-open', {
    // As with the alerts of a unit: half an hour.
    ...{ stage, subject: 'no-unit', kind: 'alerts-open', threshold: 1, periods: 6 },
    whatBreaks: 'Something landed where no unit looks for it, so nobody loads it.',
    metric: ownMetricOf(stage, {
      ...{ service: 'reconcile-landing', name: 'OpenAlertsOfNoUnit', statistic: 'Minimum' },
    }),
  });
}
