import { bundleAssets } from './bundling/bundle-assets.ts';
import { createApp } from './create-app.ts';
import { stages } from './stages.ts';

/** All stages, or the one that is asked for: the local stack runs one, and waits for no other. */
const { CDK_OUTDIR: outputFolder = 'cdk.out', MILLRACE_STAGE: only } = process.env;
const wanted = stages.filter(({ name }) => only === undefined || name === only);
if (wanted.length === 0) throw new Error(`infra/stages.ts has no stage "${only}".`);

await using assets = await bundleAssets();
createApp({ assets, outputFolder, stages: wanted }).synth();
