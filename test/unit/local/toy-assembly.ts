import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemplateResource } from '../../../local/template/assembly.ts';

export type ToyAssembly = {
  dir: string;
  resources: Record<string, TemplateResource>;
  /** The text of each function's `index.mjs`, by the name of its asset. */
  assets: Record<string, string>;
};

/** Writes a cloud assembly as the CDK lays one out: a stage `toy` with one stack. */
export async function writeToyAssembly({ dir, resources, assets }: ToyAssembly): Promise<string> {
  const stageDir = join(dir, 'assembly-toy');
  await mkdir(stageDir, { recursive: true });
  const files: Record<string, unknown> = {};
  for (const [name, code] of Object.entries(assets)) {
    await mkdir(join(dir, `asset.${name}`), { recursive: true });
    await writeFile(join(dir, `asset.${name}`, 'index.mjs'), code);
    files[name] = {
      source: { path: `../asset.${name}` },
      destinations: { there: { objectKey: `${name}.zip` } },
    };
  }
  const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-toy' } };
  const stack = {
    type: 'aws:cloudformation:stack',
    properties: { stackName: 'toy-data', templateFile: 'data.template.json' },
  };
  await writeJson(join(dir, 'manifest.json'), { artifacts: { 'assembly-toy': stage } });
  await writeJson(join(stageDir, 'manifest.json'), { artifacts: { data: stack } });
  await writeJson(join(stageDir, 'data.assets.json'), { files });
  await writeJson(join(stageDir, 'data.template.json'), { Resources: resources });
  return dir;
}

async function writeJson(path: string, content: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(content));
}
