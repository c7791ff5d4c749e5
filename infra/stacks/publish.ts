import { Duration, Size, Stack, TimeZone, type StackProps } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { databaseRole, type BusinessUnit, type ExportSettings } from '#core/business-unit.ts';
import { exportKeys } from '#core/export/manifest.ts';
import type { Env as ExportCsvEnv } from '../../lambdas/export-csv/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { alarmAboutExports } from '../constructs/export-alarms.ts';
import type { Surroundings } from '../constructs/pipeline-function.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { allowDatabaseSignIn, allowExports } from '../constructs/statements.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import { liveUnits } from '../live-units.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data.ts';

export type PublishStackProps = StackProps & { stage: StageSettings; assets: Assets; data: DataStack };

const quarterOfAnHourSeconds = 900;

/** What goes out: for each unit the function that writes its CSVs, on the schedule of the unit's own night. */
export class PublishStack extends Stack {
  constructor(scope: Construct, id: string, props: PublishStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-publish`, tags: props.tags ?? {} });
    const { stage, assets, data } = props;
    this.addStackDependency(data, 'the migrations run first');
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    const surroundings = { stage, assets, network: data.network, layer };
    for (const unit of liveUnits(stage))
      if (unit.exports) this.#addExporter(props, surroundings, unit, unit.exports);
  }

  #addExporter(
    { stage, data }: PublishStackProps,
    surroundings: Surroundings,
    unit: BusinessUnit,
    settings: ExportSettings,
  ): void {
    const prefixes = [
      exportKeys.ofUnit(unit.name),
      ...(settings.delivery === null ? [] : [exportKeys.delivered(settings.delivery, '')]),
    ];
    const exporter = new ScheduledFunction<ExportCsvEnv>(this, `export-csv-${unit.name}`, {
      surroundings,
      name: 'export-csv',
      unit: unit.name,
      whenItFails: `The systems behind ${unit.title} read the CSVs of the night before.`,
      schedule: quartersOf(settings, unit.timeZone),
      enabled: stage.exporter.everyNight,
      staleAfterSeconds: quarterOfAnHourSeconds,
      longestSilence: Duration.days(1),
      input: { because: 'schedule' },
      timeoutSeconds: stage.exporter.timeoutSeconds,
      memoryMiB: stage.exporter.memoryMiB,
      // Where `--changed-only` sorts what differs between two sets.
      options: { ephemeralStorageSize: Size.gibibytes(stage.exporter.scratchGiB) },
      environment: {
        BUSINESS_UNIT: unit.name,
        EXPORTS_BUCKET: data.exportsBucket.bucketName,
        EXPORT_CONNECTIONS: `${stage.exporter.connections}`,
        ...data.database.environment,
      },
      statements: [
        allowDatabaseSignIn(data.database, [databaseRole(unit.name, 'exporter')]),
        ...allowExports(data.exportsBucket, prefixes),
      ],
    });
    alarmAboutExports(this, stage, unit);
    for (const prefix of prefixes) {
      const arn = data.exportsBucket.arnForPrefix(prefix);
      acknowledgeWildcard(
        exporter.function.role,
        arn,
        'Every run of the unit, and what is delivered for it.',
      );
    }
  }
}

/** Every quarter of an hour of the window, in the unit's own time: the first that is published does the night's work. */
function quartersOf({ nightlyHour, windowHours }: ExportSettings, timeZone: string): ScheduleExpression {
  const hours = Array.from({ length: windowHours }, (_, index) => (nightlyHour + index) % 24);
  return ScheduleExpression.cron({ minute: '0/15', hour: hours.join(','), timeZone: TimeZone.of(timeZone) });
}
