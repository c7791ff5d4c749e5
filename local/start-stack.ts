import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeEndpoints, writeEndpoints } from './endpoints.ts';
import type { Endpoints } from './endpoints.ts';
import { runStage } from './run-stage.ts';
import { lockStateDir } from './stack-lock.ts';
import { synthesize } from './synthesize.ts';
import { readStage } from './template/assembly.ts';

export type StackPorts = {
  s3?: number;
  sqs?: number;
  lambda?: number;
  api?: number;
  database?: number;
  airtable?: number;
  asana?: number;
};

export type StackOptions = {
  /** Default: `.local` in the project. */
  stateDir?: string;
  /** Forgets what was there. */
  fresh?: boolean;
  /** Free ones where left out. */
  ports?: StackPorts;
  /** An administrator of an existing server, in place of the embedded PostgreSQL. */
  databaseUrl?: string;
  /** Off: faster, and a power cut destroys the database. For tests. Default: on. */
  fsync?: boolean;
  /** A stage of `infra/stages.ts`. Default: `dev`. */
  stage?: string;
  /** A synthesized cloud assembly; this project's own when left out. */
  assemblyDir?: string;
  /** Gets a sentence for each step that takes time. */
  log?: (line: string) => void;
};

export type Stack = {
  endpoints: Endpoints;
  stateDir: string;
  /** Where PostgreSQL keeps its data; null when it is not ours. */
  databaseDir: string | null;
  /** Whether nothing was ever put in the landing bucket. */
  landingIsEmpty: boolean;
  stop(): Promise<void>;
};

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs the synthesized template on this machine and resolves when it is ready. All that it started ends with `stop`,
 * or with this process however that ends.
 * @throws Error when a stack already runs on the state folder, or a part of it does not come up
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const stateDir = resolve(options.stateDir ?? join(projectDir, '.local'));
  await mkdir(stateDir, { recursive: true });
  const unlock = await lockStateDir(stateDir);
  const closing = new AsyncDisposableStack();
  closing.defer(unlock);
  try {
    const log = options.log ?? (() => undefined);
    await removeEndpoints(stateDir);
    if (options.fresh) await rm(join(stateDir, 's3'), { recursive: true, force: true });
    const wanted = options.stage ?? 'dev';
    const assemblyDir = options.assemblyDir ?? (await synthesize(projectDir, stateDir, wanted, log));
    const stage = await readStage(assemblyDir, options.stage);
    const running = await runStage(stage, { ...options, stateDir, log }, closing);
    await writeEndpoints(stateDir, running.endpoints);
    closing.defer(() => removeEndpoints(stateDir));
    return { ...running, stateDir, stop: () => closing.disposeAsync() };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}
