import type { Construct } from 'constructs';
import type { BusinessUnit } from '#core/business-unit.ts';
import type { StageSettings } from '../stages.ts';
import { Alarm, ownMetricOf } from './alarm.ts';

/** A night and the whole of the next one's window, whatever the clocks do. */
const tooOldHours = 30;

/** The age of what a unit's readers see. A unit that has published nothing yet has none, and nobody is called. */
export function alarmAboutExports(
  scope: Construct,
  stage: StageSettings,
  { name, title }: BusinessUnit,
): void {
  if (!stage.exporter.everyNight) return;
  new Alarm(scope, `export-too-old-${name}`, {
    ...{ stage, subject: name, kind: 'export-too-old', threshold: tooOldHours * 3600 },
    whatBreaks: `The systems behind ${title} read CSVs that are more than a day old.`,
    metric: ownMetricOf(stage, {
      ...{ service: 'reconcile-landing', unit: name, name: 'ExportAge', statistic: 'Maximum' },
    }),
  });
}
