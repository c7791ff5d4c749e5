import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guardProcess } from '../processes/watchdog.ts';
import type { FunctionSettings } from './function-settings.ts';
import { errorResult } from './invocation.ts';
import type { InvocationResult } from './invocation.ts';
import type { InvokeMessage, RuntimeReply, StartMessage } from './runtime-protocol.ts';

export type SandboxOptions = {
  settings: FunctionSettings;
  taskDir: string;
  environment: Record<string, string>;
  /** A file descriptor that gets what the function writes. */
  logFile: number;
};

const runtime = fileURLToPath(new URL('./runtime-process.ts', import.meta.url));
const maxResponseBytes = 6 * 1024 * 1024;
const usableMemoryShare = 0.9;

/** One process that runs one function, one invocation at a time, until it ends, or runs out of time and is killed. */
export class Sandbox {
  readonly #settings: FunctionSettings;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #onEnd: (how: string) => void = () => undefined;
  alive = true;

  constructor({ settings, taskDir, environment, logFile }: SandboxOptions) {
    const { atStart, late } = splitEnvironment(environment);
    const heapMiB = Math.floor(settings.memoryMiB * usableMemoryShare);
    this.#settings = settings;
    this.#child = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, runtime], {
      cwd: taskDir,
      env: atStart,
      stdio: ['ignore', logFile, logFile, 'ipc'],
      // Events and answers are JSON already, which JSON would have to escape.
      serialization: 'advanced',
      // Ctrl-C in a terminal is for the stack alone, which then ends its sandboxes.
      detached: true,
    });
    this.#ended = this.#watch();
    void this.#ended.then((how) => this.#onEnd(how));
    const start: StartMessage = { type: 'start', taskDir, handler: settings.handler, lateEnvironment: late };
    this.#child.send(start, () => undefined);
  }

  /** Invokes the function. Never rejects: an end of the process is a result, too. */
  async invoke(event: string): Promise<InvocationResult> {
    const { timeoutMs, arn } = this.#settings;
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const onReply = (reply: RuntimeReply) => resolve(readReply(reply));
    const timer = setTimeout(() => resolve(this.#timeOut(requestId)), timeoutMs);
    this.#child.once('message', onReply);
    // Registered once for each process, not for each invocation: a warm one has hundreds of thousands.
    this.#onEnd = (how) =>
      resolve(errorResult('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited ${how}`));
    if (!this.alive) this.#onEnd(await this.#ended);
    const deadline = Date.now() + timeoutMs;
    const message: InvokeMessage = { type: 'invoke', event, requestId, functionArn: arn, deadline };
    this.#child.send(message, () => undefined);
    const result = await promise;
    clearTimeout(timer);
    this.#child.off('message', onReply);
    return result;
  }

  /** Ends the process without asking it. */
  async kill(): Promise<void> {
    this.alive = false;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #timeOut(requestId: string): InvocationResult {
    void this.kill();
    const seconds = (this.#settings.timeoutMs / 1000).toFixed(2);
    return errorResult(
      'Sandbox.Timedout',
      `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
    );
  }

  /** Resolves with how the process ended. */
  async #watch(): Promise<string> {
    const { pid } = this.#child;
    const release = pid === undefined ? () => undefined : guardProcess(pid, ['SIGKILL']);
    try {
      const [code, signal] = (await once(this.#child, 'exit')) as [number | null, string | null];
      return signal
        ? `with error: signal: ${signal}`
        : code === 0
          ? 'without providing a reason'
          : `with error: exit status ${code}`;
    } catch (error) {
      return `with error: ${(error as Error).message}`;
    } finally {
      this.alive = false;
      release();
    }
  }
}

/**
 * Node reads this variable while it starts and complains of a file that is Lambda's own: where there is none, the
 * function still finds the variable, but Node has started without it.
 */
function splitEnvironment(
  environment: Record<string, string>,
): Record<'atStart' | 'late', Record<string, string>> {
  const { NODE_EXTRA_CA_CERTS: certificates, ...others } = environment;
  if (certificates === undefined || existsSync(certificates)) return { atStart: environment, late: {} };
  return { atStart: others, late: { NODE_EXTRA_CA_CERTS: certificates } };
}

function readReply({ payload, failed }: RuntimeReply): InvocationResult {
  const sizeBytes = Buffer.byteLength(payload);
  if (sizeBytes <= maxResponseBytes) return { payload, functionError: failed ? 'Unhandled' : null };
  return errorResult(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${sizeBytes} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  );
}
