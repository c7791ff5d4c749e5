import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { functionEnvironment } from './function-environment.ts';
import type { ServiceEndpoints } from './function-environment.ts';
import type { FunctionSettings } from './function-settings.ts';
import { Throttled } from './invocation.ts';
import type { InvocationResult } from './invocation.ts';
import { Sandbox } from './sandbox.ts';
import { unpackFunction } from './unpack-function.ts';

export type PoolOptions = {
  settings: FunctionSettings;
  endpoints: ServiceEndpoints;
  /** Where functions are unpacked. */
  tasksDir: string;
  logsDir: string;
};

/** The sandboxes of one function: an idle one is used again, one that ended is replaced, two at once are two. */
export class FunctionPool {
  readonly settings: FunctionSettings;
  readonly #options: PoolOptions;
  readonly #logFile: number;
  readonly #all = new Set<Sandbox>();
  readonly #idle: Sandbox[] = [];
  #unpacked: Promise<string> | undefined;
  #running = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.settings = options.settings;
    this.#options = options;
    this.#logFile = openSync(join(options.logsDir, `${options.settings.name}.log`), 'a');
  }

  /** @throws Throttled when all reserved concurrency is in use */
  async invoke(event: string): Promise<InvocationResult> {
    const { reservedConcurrency, name } = this.settings;
    this.#refuseWhenClosed();
    if (reservedConcurrency !== null && this.#running >= reservedConcurrency) {
      throw new Throttled(
        `${name} runs ${reservedConcurrency} times already, which is all that is reserved for it.`,
      );
    }
    this.#running += 1;
    try {
      const sandbox = this.#takeIdle() ?? (await this.#start());
      const result = await sandbox.invoke(event);
      this.#putBack(sandbox);
      this.#logPlatformError(result);
      return result;
    } finally {
      this.#running -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#unpacked?.catch(() => undefined);
    await Promise.all(Array.from(this.#all, (sandbox) => sandbox.kill()));
    closeSync(this.#logFile);
  }

  #takeIdle(): Sandbox | undefined {
    // The one used last is the warmest.
    let sandbox = this.#idle.pop();
    while (sandbox && !sandbox.alive) sandbox = this.#idle.pop();
    return sandbox;
  }

  #putBack(sandbox: Sandbox): void {
    if (sandbox.alive) this.#idle.push(sandbox);
    else this.#all.delete(sandbox);
  }

  async #start(): Promise<Sandbox> {
    const { settings, endpoints, tasksDir } = this.#options;
    this.#unpacked ??= unpackFunction(settings, tasksDir);
    const taskDir = await this.#unpacked;
    // Its log is closed by then, and a process must not begin with whatever has that file descriptor now.
    this.#refuseWhenClosed();
    const environment = functionEnvironment(settings, taskDir, endpoints);
    const sandbox = new Sandbox({ settings, taskDir, environment, logFile: this.#logFile });
    this.#all.add(sandbox);
    return sandbox;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new Error('The local stack stops.');
  }

  /** What the process could not write itself, Lambda writes: that it ended, or was out of time. */
  #logPlatformError({ payload, functionError }: InvocationResult): void {
    if (functionError === null || this.#closed) return;
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
    if (!errorType?.startsWith('Sandbox.') && !errorType?.startsWith('Runtime.')) return;
    writeSync(this.#logFile, `${new Date().toISOString()} ${errorMessage}\n`);
  }
}
