import { isBuiltin } from 'node:module';
import { build, type Metafile } from 'esbuild';
import { thirdPartyPackages } from '../../layers/third-party/packages.ts';
import { buildOptions } from './build-options.ts';
import { asBundledFile, buildFolder, type BundledFile } from './bundled-file.ts';
import { functionNames } from './function-names.ts';
import { bareStatements, onlyLambdaCredentials } from './leave-out.ts';

/**
 * One build for all functions: `functions/<name>/index.mjs` and its source map, for each.
 * @throws Error when a bundle would import what neither Node nor the layer has
 */
export async function bundleFunctions(): Promise<{ files: BundledFile[]; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...buildOptions,
    entryPoints: Object.fromEntries(
      functionNames.map((name) => [`${name}/index`, `lambdas/${name}/index.ts`]),
    ),
    outdir: `${buildFolder}/functions`,
    external: [...thirdPartyPackages],
    plugins: [onlyLambdaCredentials, bareStatements],
    sourcemap: 'linked',
    // Traces want names and lines; the sources themselves would triple what a cold start reads.
    sourcesContent: false,
  });
  refuseUnknownImports(metafile);
  return { files: outputFiles.map(asBundledFile), metafile };
}

/** `external: ['pg']` leaves out `pg/lib/…` as well, which the layer does not have. */
function refuseUnknownImports(metafile: Metafile): void {
  const shipped: readonly string[] = thirdPartyPackages;
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const unknown = output.imports.find(({ path }) => !isBuiltin(path) && !shipped.includes(path));
    if (!unknown) continue;
    throw new Error(
      `${file} would import "${unknown.path}", which the layer does not have. ` +
        'Import the package by a name that layers/third-party/packages.ts lists, or add that name there.',
    );
  }
}
