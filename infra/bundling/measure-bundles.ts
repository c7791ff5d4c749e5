import { isBuiltin } from 'node:module';
import type { Metafile } from 'esbuild';
import type { FunctionName } from './function-names.ts';

/** What a function's bundle weighs, what of that is the AWS SDK, and which modules of the layer it asks for. */
export type BundleSize = { bytes: number; sdkBytes: number; packages: string[] };

const sdk = /(?:^|\/)node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws)\//;

/** The bundles of one build by the functions' names. */
export function measureBundles(metafile: Metafile): Record<FunctionName, BundleSize> {
  const modules = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.mjs'));
  return Object.fromEntries(modules.map(([file, output]) => [nameOf(file), measure(output)])) as Record<
    FunctionName,
    BundleSize
  >;
}

function measure({ bytes, inputs, imports }: Metafile['outputs'][string]): BundleSize {
  const ofSdk = Object.entries(inputs).filter(([file]) => sdk.test(file));
  return {
    bytes,
    sdkBytes: ofSdk.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    packages: [...new Set(imports.map(({ path }) => path).filter((path) => !isBuiltin(path)))],
  };
}

/** `build/functions/<name>/index.mjs`. */
function nameOf(file: string): string {
  return file.split('/').at(-2) ?? file;
}
