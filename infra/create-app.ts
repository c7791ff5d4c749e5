import { App, Stage } from 'aws-cdk-lib';
import { businessUnits } from '#catalog/catalog.ts';
import cdkSettings from '../cdk.json' with { type: 'json' };
import type { Assets } from './bundling/bundle-assets.ts';
import { stages } from './stages.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { IngestStack } from './stacks/ingest.ts';
import { OperateStack } from './stacks/operate.ts';
import { PublishStack } from './stacks/publish.ts';

/**
 * Stages × stacks: `dev/data`, one `dev/ingest-<unit>` for each business unit of the catalog, `dev/publish`, `dev/api`,
 * `dev/operate`.
 * The feature flags of `cdk.json` hold whether the CDK's command line starts the app or Node does.
 */
export function createApp(options: { assets: Assets; outputFolder: string }): App {
  const app = new App({
    outdir: options.outputFolder,
    context: cdkSettings.context,
    analyticsReporting: false,
  });
  for (const settings of stages) {
    const stage = new Stage(app, settings.name);
    const surroundings = { stage: settings, assets: options.assets };
    const data = new DataStack(stage, 'data', surroundings);
    const ingest = businessUnits.map(
      (unit) => new IngestStack(stage, `ingest-${unit.name}`, { ...surroundings, data, unit }),
    );
    new PublishStack(stage, 'publish', { ...surroundings, data });
    new ApiStack(stage, 'api', { ...surroundings, data });
    new OperateStack(stage, 'operate', { ...surroundings, data, ingest });
  }
  return app;
}
