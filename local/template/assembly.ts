import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

export type TemplateResource = { Type: string; Properties?: Record<string, unknown>; Condition?: string };
export type Template = {
  Resources?: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
};
export type Stack = {
  /** CloudFormation's name of the stack. */
  name: string;
  template: Template;
  /** Folders with the code of functions and layers, by the object name that the template gives them in S3. */
  assets: ReadonlyMap<string, string>;
};
export type Stage = { name: string; stacks: readonly Stack[] };

type Artifact = {
  type: string;
  displayName?: string;
  properties?: { directoryName?: string; templateFile?: string; stackName?: string };
};
type Manifest = { artifacts?: Record<string, Artifact> };
type AssetFiles = {
  files?: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>;
};

/**
 * Reads one stage of a synthesized cloud assembly: its templates and where their assets are.
 * @param stageName may be left out when there is only one
 * @throws Error when there is no such stage
 */
export async function readStage(assemblyDir: string, stageName?: string): Promise<Stage> {
  const manifest = await readJson<Manifest>(join(assemblyDir, 'manifest.json'));
  const stages = Object.entries(manifest.artifacts ?? {}).filter(
    ([, one]) => one.type === 'cdk:cloud-assembly',
  );
  const names = stages.map(([id]) => id.replace(/^assembly-/, ''));
  const at = stageName === undefined && names.length === 1 ? 0 : names.indexOf(stageName ?? '');
  const found = stages[at];
  if (!found) throw new Error(`Choose a stage of ${assemblyDir}: there are ${names.join(', ') || 'none'}.`);
  return {
    name: names[at]!,
    stacks: await readStacks(join(assemblyDir, found[1].properties?.directoryName ?? '')),
  };
}

/** In the order in which they are deployed: the manifest lists what others depend on first. */
async function readStacks(dir: string): Promise<Stack[]> {
  const manifest = await readJson<Manifest>(join(dir, 'manifest.json'));
  const artifacts = Object.entries(manifest.artifacts ?? {});
  const stacks = artifacts.filter(([, one]) => one.type === 'aws:cloudformation:stack');
  return Promise.all(stacks.map(([id, artifact]) => readStack(dir, id, artifact)));
}

async function readStack(dir: string, id: string, artifact: Artifact): Promise<Stack> {
  const { stackName, templateFile = `${id}.template.json` } = artifact.properties ?? {};
  const [template, assets] = await Promise.all([
    readJson<Template>(join(dir, templateFile)),
    readJson<AssetFiles>(join(dir, `${id}.assets.json`)),
  ]);
  const folders = Object.values(assets.files ?? {}).flatMap((file) =>
    Object.values(file.destinations).map(
      ({ objectKey }) => [objectKey, resolve(dir, file.source.path)] as const,
    ),
  );
  return { name: stackName ?? basename(id), template, assets: new Map(folders) };
}

async function readJson<Content>(path: string): Promise<Content> {
  return JSON.parse(await readFile(path, 'utf8')) as Content;
}
