import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stage } from 'aws-cdk-lib';
import { bundleAssets, type Assets } from '../../infra/bundling/bundle-assets.ts';
import { createApp } from '../../infra/create-app.ts';
import { stages, type StageSettings } from '../../infra/stages.ts';
import { readStage, type Stage as LocalStage } from '../../local/template/assembly.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, any>;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

/** One synthesized stack, and the stacks that are deployed before it. */
export type Stack = {
  name: string;
  resources: Record<string, Resource>;
  outputs: Record<string, { Value: unknown }>;
  dependsOn: string[];
  tags: Record<string, string>;
};

export type Synthesized = {
  app: App;
  /** By the stage's name. */
  stacksOf: ReadonlyMap<string, Stack[]>;
  /** As the local stack reads them. */
  localOf: ReadonlyMap<string, LocalStage>;
  /** Every file of the assembly with the hash of its bytes. */
  files: Record<string, string>;
};

/** Synthesizes stages into a folder that is gone afterwards. It takes seconds: once in a file of tests. */
export async function synthesize(
  wanted: readonly StageSettings[] = stages,
  given?: Assets,
): Promise<Synthesized> {
  await using own = given ? null : await bundleAssets();
  const assets = given ?? own!;
  const outputFolder = await mkdtemp(join(tmpdir(), 'millrace-synth-'));
  try {
    const app = createApp({ assets, outputFolder, stages: wanted });
    app.synth();
    const local = wanted.map(async ({ name }) => [name, await readStage(outputFolder, name)] as const);
    const localOf = new Map(await Promise.all(local));
    return { app, stacksOf: readStages(app), localOf, files: await hashFiles(outputFolder) };
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

function readStages(app: App): Map<string, Stack[]> {
  const found = app.node.children.filter((child): child is Stage => 'synth' in child);
  return new Map(found.map((stage) => [stage.node.id, readStacks(stage)]));
}

function readStacks(stage: Stage): Stack[] {
  return stage.synth().stacks.map((artifact) => ({
    name: artifact.stackName,
    resources: artifact.template.Resources,
    outputs: artifact.template.Outputs ?? {},
    dependsOn: artifact.dependencies.flatMap((dependency) =>
      'stackName' in dependency ? [String(dependency.stackName)] : [],
    ),
    tags: artifact.tags,
  }));
}

async function hashFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const hashes = paths.toSorted().map(async (path) => {
    const hash = createHash('sha256').update(await readFile(path));
    return [path.slice(folder.length + 1), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}
