import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyPackages } from '../../layers/third-party/packages.ts';
import { buildOptions } from './build-options.ts';
import { asBundledFile, buildFolder, type BundledFile } from './bundled-file.ts';
import { projectFolder } from './project-folder.ts';

/** Lambda puts a layer below /opt and looks for modules here (Lambda developer guide, "Layers for Node.js"). */
const modules = 'nodejs/node_modules';

/**
 * The layer: each package as one module, `layer/nodejs/node_modules/<package>/index.mjs`, and what several of them
 * need in chunks beside them, so that nothing exists twice.
 */
export async function bundleThirdParty(): Promise<{ files: BundledFile[]; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...buildOptions,
    entryPoints: Object.fromEntries(
      thirdPartyPackages.map((name) => [`${modules}/${name}/index`, `reexport:${name}`]),
    ),
    outdir: `${buildFolder}/layer`,
    splitting: true,
    chunkNames: `${modules}/.chunks/[hash]`,
    plugins: [reexport],
  });
  const manifests = await Promise.all(thirdPartyPackages.map(describePackage));
  return { files: [...outputFiles.map(asBundledFile), ...manifests], metafile };
}

/** Stands in for each package: its exports by name, as Node sees them, so that what nobody can reach is left out. */
const reexport: Plugin = {
  name: 'reexport',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^reexport:/ }, ({ path }) => ({
      path: path.slice('reexport:'.length),
      namespace: 'reexport',
    }));
    onLoad({ filter: /.*/, namespace: 'reexport' }, async ({ path }) => ({
      contents: `export { ${(await exportedNames(path)).join(', ')} } from '${path}';`,
      resolveDir: projectFolder,
    }));
  },
};

async function exportedNames(name: string): Promise<string[]> {
  const names = Object.keys((await import(name)) as object);
  return names.filter((exported) => exported !== 'module.exports' && !unused[name]?.includes(exported));
}

/** What brings along zod's messages in fifty languages, 290 kB, and what `import * as z` never asks for. */
const unused: Record<string, readonly string[]> = {
  zod: ['core', 'default', 'fromJSONSchema', 'locales', 'z'],
};

async function describePackage(name: string): Promise<BundledFile> {
  const original = JSON.parse(
    await readFile(join(projectFolder, 'node_modules', name, 'package.json'), 'utf8'),
  ) as {
    version: string;
  };
  const manifest = { name, version: original.version, type: 'module', exports: './index.mjs' };
  return { path: `layer/${modules}/${name}/package.json`, contents: JSON.stringify(manifest) };
}
