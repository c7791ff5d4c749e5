import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a running stack is: what the command line, tests and people's own programs talk to. */
export type Endpoints = {
  s3: string;
  sqs: string;
  lambda: string;
  /** Base address of the pipeline's HTTP API: its routes lie below `/api/pipeline`. */
  api: string;
  /** Whoever makes tokens for it; left out where there is no such API. */
  issuer?: string;
  /** Base addresses of the APIs of Airtable and Asana as they are played here; left out where no function calls them. */
  airtable?: string;
  asana?: string;
  /** `postgres://` URL of the administrator, who sees every schema. */
  database: string;
  landingBucket: string;
  exportsBucket: string;
  /** The doorbell of each business unit, by its name. */
  queues: Record<string, string>;
  stage: string;
  /** The folder with one `<function>.log` for each function. */
  logs: string;
};

function pathOf(stateDir: string): string {
  return join(stateDir, 'endpoints.json');
}

/** Whoever finds the file finds all of it, and a stack that is ready. */
export async function writeEndpoints(stateDir: string, endpoints: Endpoints): Promise<void> {
  const partial = `${pathOf(stateDir)}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(endpoints, null, 2)}\n`);
  await rename(partial, pathOf(stateDir));
}

export async function removeEndpoints(stateDir: string): Promise<void> {
  await rm(pathOf(stateDir), { force: true });
}
