import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundleAssets } from '../../infra/bundling/bundle-assets.ts';
import type { BundledFile } from '../../infra/bundling/bundled-file.ts';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { bundleThirdParty } from '../../infra/bundling/bundle-third-party.ts';
import { functionNames } from '../../infra/bundling/function-names.ts';
import { projectFolder } from '../../infra/bundling/project-folder.ts';
import { thirdPartyPackages } from '../../layers/third-party/packages.ts';

type Bundled = { files: BundledFile[]; metafile: Metafile };
let functions: Bundled;
let layer: Bundled;
beforeAll(async () => {
  [functions, layer] = await Promise.all([bundleFunctions(), bundleThirdParty()]);
}, 60_000);

/** The packages whose files went into a bundle. */
function packagesIn({ metafile }: Bundled): string[] {
  const names = Object.keys(metafile.inputs).map(
    (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

describe('the layer', () => {
  test('holds every package by its own name and version', () => {
    const manifests = layer.files.filter(({ path }) => path.endsWith('/package.json'));
    const names = manifests.map(({ contents }) => (JSON.parse(String(contents)) as { name: string }).name);
    expect(names.toSorted()).toEqual([...thirdPartyPackages].toSorted());
  });

  test('holds nothing twice', () => {
    const inputs = Object.values(layer.metafile.outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs.length).toBeGreaterThan(thirdPartyPackages.length);
    expect(inputs.filter((input, index) => inputs.indexOf(input) !== index)).toEqual([]);
  });

  test('holds no AWS SDK', () => {
    expect(packagesIn(layer).filter((name) => /^@(aws-sdk|smithy)\//.test(name))).toEqual([]);
  });

  test('gives what the packages give, wherever nothing else is installed', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-layer-')));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await using assets = await bundleAssets();
    await cp(join(assets.layerFolder, 'nodejs'), folder, { recursive: true });
    await writeFile(join(folder, 'import-all.mjs'), importAll);

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['import-all.mjs', ...thirdPartyPackages],
      { cwd: folder },
    );

    const imported = JSON.parse(stdout) as Record<string, string[]>;
    for (const name of thirdPartyPackages) {
      const original = Object.keys((await import(name)) as object).filter(
        (exported) => exported !== 'module.exports',
      );
      expect(
        original.filter((exported) => !imported[name]?.includes(exported)),
        name,
      ).toEqual(leftOut[name] ?? []);
    }
  }, 60_000);
  /** Of the names a package exports, those that no ring may ask for. */
  const leftOut: Record<string, string[]> = { zod: ['core', 'default', 'fromJSONSchema', 'locales', 'z'] };
  const importAll = `
    const modules = {};
    for (const name of process.argv.slice(2)) modules[name] = Object.keys(await import(name));
    console.log(JSON.stringify(modules));
  `;
});

describe('the functions', () => {
  test('are one module each, with a source map', () => {
    const expected = functionNames.flatMap((name) => [
      `functions/${name}/index.mjs`,
      `functions/${name}/index.mjs.map`,
    ]);
    expect(functions.files.map(({ path }) => path).toSorted()).toEqual(expected.toSorted());
  });

  test('are the same for the same sources', async () => {
    const again = await bundleFunctions();
    const bytes = ({ path, contents }: BundledFile) => [path, Buffer.from(contents).toString('base64')];
    expect(again.files.map(bytes)).toEqual(functions.files.map(bytes));
  });

  test('hold no package that the layer holds', () => {
    const shipped: readonly string[] = thirdPartyPackages;
    expect(packagesIn(functions).filter((name) => shipped.includes(name))).toEqual([]);
  });

  test('name no folder of the machine that built them', () => {
    const naming = [...functions.files, ...layer.files].filter(({ contents }) =>
      Buffer.from(contents).includes(projectFolder),
    );
    expect(naming.map(({ path }) => path)).toEqual([]);
  });
});
