import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { StageSettings } from '../stages.ts';
import { Alarm, ownMetricOf } from './alarm.ts';

/** Files of one run wait for each other for an hour, and everything waits behind a load of a quarter of an hour. */
const waitsTooLongHours = 2;
/** A few bad lines come with many files, and the table of rejects is where they are looked at. */
const manyLines = 100;

/** What the loader counts and the reconciler sees of a unit's files. */
export function alarmAboutFiles(scope: Construct, stage: StageSettings, { name, title }: BusinessUnit): void {
  const seen = (metric: string, statistic: string) =>
    ownMetricOf(stage, { service: 'reconcile-landing', unit: name, name: metric, statistic });
  new Alarm(scope, 'files-halted', {
    ...{ stage, subject: name, kind: 'files-halted', threshold: 1 },
    whatBreaks: `A file of ${title} cannot be loaded, and the later files of its feed wait behind it.`,
    metric: seen('HaltedFiles', 'Maximum'),
  });
  new Alarm(scope, 'file-waits', {
    ...{ stage, subject: name, kind: 'file-waits', threshold: waitsTooLongHours * 3600 },
    whatBreaks: `A file of ${title} waits: people and systems downstream see old data.`,
    metric: seen('OldestPendingFile', 'Maximum'),
  });
  // Alerts that end by themselves within half an hour are not worth a call.
  new Alarm(scope, 'alerts-open', {
    ...{ stage, subject: name, kind: 'alerts-open', threshold: 1, periods: 6 },
    whatBreaks: `Something about the data of ${title} needs a decision.`,
    metric: seen('OpenAlerts', 'Minimum'),
  });
  new Alarm(scope, 'lines-rejected', {
    ...{ stage, subject: name, kind: 'lines-rejected', threshold: manyLines },
    whatBreaks: `Records of ${title} keep the values that they had: many lines could not be read.`,
    metric: ownMetricOf(stage, {
      ...{ service: 'load-files', unit: name, name: 'LinesRejected', statistic: 'Sum' },
      period: Duration.hours(1),
    }),
  });
}
