import { App, Stage } from 'aws-cdk-lib';
import { apiUnit } from '#catalog/endpoints.ts';
import cdkSettings from '../cdk.json' with { type: 'json' };
import type { Assets } from './bundling/bundle-assets.ts';
import { checkStage } from './check-stage.ts';
import { liveUnits } from './live-units.ts';
import { stageTag } from './stage-tag.ts';
import { stages, type StageSettings } from './stages.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { IngestStack } from './stacks/ingest.ts';
import { ObserveStack } from './stacks/observe.ts';
import { OperateStack } from './stacks/operate.ts';
import { PublishStack } from './stacks/publish.ts';
import { WriteBacksStack } from './stacks/write-backs.ts';

export type AppOptions = {
  assets: Assets;
  outputFolder: string;
  /** Default: all of `stages.ts`. */
  stages?: readonly StageSettings[];
};

/**
 * Stages × stacks: `dev/observe`, `dev/data`, one `dev/ingest-<unit>` for each unit that is live, `dev/publish`,
 * `dev/write-backs`, `dev/api`, `dev/operate`. Each stage is an assembly of its own, and all of them share the assets.
 * The feature flags of `cdk.json` hold whether the CDK's command line starts the app or Node does.
 */
export function createApp(options: AppOptions): App {
  const app = new App({
    outdir: options.outputFolder,
    context: cdkSettings.context,
    analyticsReporting: false,
    // They would name the folder of the machine that synthesized.
    stackTraces: false,
  });
  for (const settings of options.stages ?? stages) addStage(app, settings, options.assets);
  return app;
}

function addStage(app: App, settings: StageSettings, assets: Assets): void {
  checkStage(settings);
  const stage = new Stage(app, settings.name);
  const surroundings = { stage: settings, assets, tags: { [stageTag]: settings.name } };
  const observe = new ObserveStack(stage, 'observe', surroundings);
  const data = new DataStack(stage, 'data', surroundings);
  data.addStackDependency(observe, 'alarms need the topic that they go to');
  const units = liveUnits(settings);
  const ingest = units.map(
    (unit) => new IngestStack(stage, `ingest-${unit.name}`, { ...surroundings, data, unit }),
  );
  new PublishStack(stage, 'publish', { ...surroundings, data });
  if (units.some(({ name }) => name === apiUnit)) {
    const { queue } = new WriteBacksStack(stage, 'write-backs', { ...surroundings, data });
    new ApiStack(stage, 'api', { ...surroundings, data, writeBacks: queue });
  }
  new OperateStack(stage, 'operate', { ...surroundings, data, ingest });
}
