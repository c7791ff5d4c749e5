import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stage } from 'aws-cdk-lib';
import { bundleAssets } from '../../infra/bundling/bundle-assets.ts';
import { createApp } from '../../infra/create-app.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, any>;
  DependsOn?: string[];
  DeletionPolicy?: string;
};

/** One synthesized stack, and the stacks that are deployed before it. */
export type Stack = {
  name: string;
  resources: Record<string, Resource>;
  outputs: Record<string, { Value: unknown }>;
  dependsOn: string[];
};

/** Synthesizes the whole app into a folder that is gone afterwards. It takes seconds: once in a file of tests. */
export async function synthesize(): Promise<{ app: App; stacks: Stack[] }> {
  await using assets = await bundleAssets();
  const outputFolder = await mkdtemp(join(tmpdir(), 'millrace-synth-'));
  try {
    const app = createApp({ assets, outputFolder });
    app.synth();
    return { app, stacks: readStacks(app) };
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

function readStacks(app: App): Stack[] {
  const stages = app.node.children.filter((child): child is Stage => 'synth' in child);
  return stages.flatMap((stage) =>
    stage.synth().stacks.map((artifact) => ({
      name: artifact.stackName,
      resources: artifact.template.Resources,
      outputs: artifact.template.Outputs ?? {},
      dependsOn: artifact.dependencies.flatMap((dependency) =>
        'stackName' in dependency ? [String(dependency.stackName)] : [],
      ),
    })),
  );
}
