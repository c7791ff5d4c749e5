import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const startsWithinMs = 90_000;

/** What a running stack says of itself in endpoints.json. */
export type Endpoints = {
  s3: string;
  sqs: string;
  lambda: string;
  api: string;
  airtable: string;
  asana: string;
  database: string;
  landingBucket: string;
  queues: Record<string, string>;
  stage: string;
  /** The folder with what the functions logged. */
  logs: string;
};

export type RunningStack = { endpoints: Endpoints; endpointsFile: string; stop(): Promise<void> };

/**
 * The stack that MILLRACE_ENDPOINTS names, or one of the suite's own, of the stage that MILLRACE_ACCEPTANCE_STAGE names: begun as
 * anybody begins it and ended afterwards.
 */
export async function useStack(): Promise<RunningStack> {
  const given = process.env['MILLRACE_ENDPOINTS'];
  if (given !== undefined)
    return { endpoints: await readEndpoints(given), endpointsFile: given, stop: async () => {} };
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-acceptance-'));
  const stage = process.env['MILLRACE_ACCEPTANCE_STAGE'] ?? 'dev';
  const words = ['--no-samples', '--state-dir', stateDir, '--stage', stage];
  const child = spawn(process.execPath, ['local/start.ts', ...words], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await waitUntilReady(child);
  const endpointsFile = join(stateDir, 'endpoints.json');
  return {
    endpoints: await readEndpoints(endpointsFile),
    endpointsFile,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

async function readEndpoints(file: string): Promise<Endpoints> {
  return JSON.parse(await readFile(file, 'utf8')) as Endpoints;
}

async function waitUntilReady(child: ChildProcess): Promise<void> {
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`the stack was not ready:\n${output}`)), startsWithinMs);
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes('Ctrl-C stops it')) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('exit', (code) => reject(new Error(`the stack ended with ${code}:\n${output}`)));
  await promise.finally(() => clearTimeout(timer));
}

export type CommandResult = { exitCode: number; stdout: string; stderr: string };

/** Runs `millrace …` against the stack, as a person or a script does. */
export function millrace(stack: RunningStack, ...words: string[]): Promise<CommandResult> {
  return run(words, { MILLRACE_ENDPOINTS: stack.endpointsFile });
}

/**
 * Runs `millrace …` as it is run against a stage on AWS: it is told the stage's name, region and credentials. Where AWS
 * is comes from the SDK's own environment, and no address from anything of ours.
 */
export function millraceOnStage({ endpoints }: RunningStack, ...words: string[]): Promise<CommandResult> {
  return run([...words, '--stage', endpoints.stage], {
    ...{ AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda, AWS_ENDPOINT_URL_S3: endpoints.s3 },
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'somebody', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
}

async function run(words: readonly string[], env: Record<string, string>): Promise<CommandResult> {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AWS|MILLRACE)_/.test(name));
  const child = spawn(join(projectDir, 'cli', 'millrace.sh'), words, {
    env: { ...Object.fromEntries(own), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, ...texts };
}
