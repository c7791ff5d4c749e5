import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleAssets } from '../infra/bundling/bundle-assets.ts';
import { bundleFunctions } from '../infra/bundling/bundle-functions.ts';
import { functionNames, type FunctionName } from '../infra/bundling/function-names.ts';
import { measureBundles, type BundleSize } from '../infra/bundling/measure-bundles.ts';
import { unpackFunction } from '../local/functions/unpack-function.ts';
import { quantile } from './medians.ts';

const rounds = 15;
const starter = fileURLToPath(new URL('start-function.mjs', import.meta.url));
const asDeployed = ['--enable-source-maps', '--max-semi-space-size=4'];

/** Milliseconds since the process was started: Node itself, then the layer's modules, then the function's own. */
type Start = { nodeMs: number; layerMs: number; readyMs: number };

/**
 * From the start of a process until its handler can be called, for each function in the bytes that are deployed, laid out
 * as Lambda does it; medians, functions in turn.
 */
export async function benchColdStart(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-cold-'));
  await using assets = await bundleAssets();
  try {
    const { metafile } = await bundleFunctions();
    const sizes = measureBundles(metafile);
    const places = new Map<FunctionName, string>();
    for (const name of functionNames) places.set(name, await unpack(assets, name, folder));
    const starts = new Map<FunctionName, Start[]>(functionNames.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const [name, place] of places) starts.get(name)!.push(await start(place, sizes[name].packages));
    return [header(), ...functionNames.map((name) => row(name, sizes[name], starts.get(name)!))].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Folders = { functionFolder: (name: FunctionName) => string; layerFolder: string };

function unpack(assets: Folders, name: FunctionName, folder: string): Promise<string> {
  const codeDir = assets.functionFolder(name);
  return unpackFunction({ name, codeDir, layerDirs: [assets.layerFolder] }, folder);
}

async function start(place: string, packages: readonly string[]): Promise<Start> {
  const ran = await promisify(execFile)(process.execPath, [...asDeployed, starter, place, ...packages]);
  return JSON.parse(ran.stdout) as Start;
}

function header(): string {
  const columns = ['bundle kB', 'of it SDK', 'Node ms', 'layer ms', 'bundle ms', 'ready ms', 'slowest'];
  return `${''.padEnd(20)}${columns.map((column) => column.padStart(11)).join('')}`;
}

function row(name: string, { bytes, sdkBytes }: BundleSize, starts: readonly Start[]): string {
  const median = (read: (start: Start) => number): number => quantile(starts.map(read), 0.5);
  const cells = [
    bytes / 1000,
    sdkBytes / 1000,
    median(({ nodeMs }) => nodeMs),
    median(({ nodeMs, layerMs }) => layerMs - nodeMs),
    median(({ layerMs, readyMs }) => readyMs - layerMs),
    median(({ readyMs }) => readyMs),
    Math.max(...starts.map(({ readyMs }) => readyMs)),
  ];
  return name.padEnd(20) + cells.map((cell) => cell.toFixed(0).padStart(11)).join('');
}
