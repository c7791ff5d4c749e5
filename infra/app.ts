import { bundleAssets } from './bundling/bundle-assets.ts';
import { createApp } from './create-app.ts';

await using assets = await bundleAssets();
createApp({ assets, outputFolder: process.env.CDK_OUTDIR ?? 'cdk.out' }).synth();
