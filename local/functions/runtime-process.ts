/**
 * Plays Lambda's Node.js runtime in a child process: loads the handler once, then answers one invocation after the
 * other over the channel to its parent, and ends with it. Imports nothing of the project: it runs beside its handlers.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RuntimeMessage, RuntimeReply, StartMessage } from './runtime-protocol.ts';

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

let starting: Promise<Handler>;

process.on('disconnect', () => process.exit());
process.on('message', (message: RuntimeMessage) => {
  if (message.type === 'start') {
    starting = loadHandler(message);
    // Its failure is the answer to the first invocation.
    starting.catch(() => undefined);
  } else {
    void invoke(message).then((reply) => process.send?.(reply));
  }
});

async function loadHandler({ taskDir, handler, lateEnvironment }: StartMessage): Promise<Handler> {
  Object.assign(process.env, lateEnvironment);
  process.chdir(taskDir);
  const [file = '', exported = ''] = handler.split(/\.([^.]*)$/);
  const module = (await import(await findModule(taskDir, file))) as Record<string, unknown>;
  const found = module[exported];
  if (typeof found === 'function') return found as Handler;
  throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
}

async function findModule(taskDir: string, file: string): Promise<string> {
  for (const extension of ['.mjs', '.js', '.cjs']) {
    const path = join(taskDir, file + extension);
    const exists = await stat(path).catch(() => null);
    if (exists) return pathToFileURL(path).href;
  }
  throw named('Runtime.ImportModuleError', `Cannot find module '${file}'`);
}

async function invoke(message: Extract<RuntimeMessage, { type: 'invoke' }>): Promise<RuntimeReply> {
  try {
    const handler = await starting;
    const result = await handler(JSON.parse(message.event), contextOf(message));
    return { payload: JSON.stringify(result) ?? 'null', failed: false };
  } catch (thrown) {
    logError(message.requestId, thrown);
    return { payload: JSON.stringify(describe(thrown)), failed: true };
  }
}

function contextOf({ requestId, functionArn, deadline }: Extract<RuntimeMessage, { type: 'invoke' }>) {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(thrown: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** As Lambda's own runtime does it. */
function logError(requestId: string, thrown: unknown): void {
  const time = new Date().toISOString();
  console.error(`${time}\t${requestId}\tERROR\tInvoke Error\t${JSON.stringify(describe(thrown))}`);
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
