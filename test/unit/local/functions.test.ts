import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startToyFunctions } from './toy-function.ts';

/** What the toy function returns for an event. */
async function invoke(toy: Awaited<ReturnType<typeof startToyFunctions>>, event: unknown = {}, name = 'toy') {
  const { payload, functionError } = await toy.functions.invoke(name, JSON.stringify(event));
  return { answer: JSON.parse(payload) as Record<string, unknown>, functionError };
}

test('a function gets its event and returns its result; nothing returned is null', async () => {
  const toy = await startToyFunctions({ code: 'export const handler = async (event) => event.give;' });
  expect(await invoke(toy, { give: { a: ['ü', 1] } })).toEqual({
    answer: { a: ['ü', 1] },
    functionError: null,
  });
  expect(await invoke(toy)).toEqual({ answer: null, functionError: null });
});

test('a function is found by its name, its ARN and the ARN of a version', async () => {
  const toy = await startToyFunctions({ code: 'export const handler = async () => 1;' });
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:toy';
  for (const name of ['toy', 'toy:live', arn, `${arn}:1`])
    expect((await invoke(toy, {}, name)).answer).toBe(1);
  await expect(invoke(toy, {}, 'other')).rejects.toThrow('other');
});

test('an environment holds what the template gives, what Lambda reserves, the services, and nothing else', async () => {
  process.env['MILLRACE_LEAK'] = 'must not arrive';
  const toy = await startToyFunctions({
    code: 'export const handler = async () => ({ ...process.env });',
    environment: { BUSINESS_UNIT: 'bak', NODE_EXTRA_CA_CERTS: '/nowhere/ca-cert.pem' },
    memoryMiB: 256,
  });
  const { answer } = await invoke(toy);
  delete process.env['MILLRACE_LEAK'];
  expect(answer).toMatchObject({
    BUSINESS_UNIT: 'bak',
    NODE_EXTRA_CA_CERTS: '/nowhere/ca-cert.pem',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'toy',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_ENDPOINT_URL_S3: 'http://s3',
    AWS_ENDPOINT_URL_SQS: 'http://sqs',
    AWS_ENDPOINT_URL_LAMBDA: 'http://la',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://se',
  });
  expect(answer).not.toHaveProperty('MILLRACE_LEAK');
  expect(answer).not.toHaveProperty('NODE_CHANNEL_FD');
  expect(answer).not.toHaveProperty('NODE_CHANNEL_SERIALIZATION_MODE');
  expect(await readFile(join(toy.logsDir, 'toy.log'), 'utf8')).toBe('');
});

test('a context says who is invoked and how much time is left', async () => {
  const code = `export const handler = async (event, context) =>
    ({ left: context.getRemainingTimeInMillis(), id: context.awsRequestId, arn: context.invokedFunctionArn });`;
  const toy = await startToyFunctions({ code, timeoutMs: 15_000 });
  const { answer } = await invoke(toy);
  expect(answer['left']).toBeGreaterThan(0);
  expect(answer['left']).toBeLessThanOrEqual(15_000);
  expect(answer['id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer['arn']).toBe('arn:aws:lambda:us-east-1:000000000000:function:toy');
});

test('modules of the layer resolve, and modules that only the project has do not', async () => {
  const code = `import { word } from 'in-layer';
    export const handler = async () => ({ word, zod: await import('zod').then(() => 'found', (e) => e.code) });`;
  const toy = await startToyFunctions({ code, layer: { 'in-layer': `export const word = 'layered';` } });
  expect((await invoke(toy)).answer).toEqual({ word: 'layered', zod: 'ERR_MODULE_NOT_FOUND' });
});

test('a process that has answered is used again', async () => {
  const code = 'let n = 0; export const handler = async () => ({ pid: process.pid, n: ++n });';
  const toy = await startToyFunctions({ code });
  const first = await invoke(toy);
  const second = await invoke(toy);
  expect([first.answer['n'], second.answer['n']]).toEqual([1, 2]);
  expect(second.answer['pid']).toBe(first.answer['pid']);
});

test('a second invocation at the same time has a process of its own', async () => {
  // The first waits until the second has run.
  const code = `import { existsSync, writeFileSync } from 'node:fs';
    export const handler = async ({ path, wait }) => {
      if (!wait) writeFileSync(path, '');
      while (wait && !existsSync(path)) await new Promise(setImmediate);
      return { pid: process.pid };
    };`;
  const toy = await startToyFunctions({ code });
  const path = join(toy.logsDir, 'met');
  const [first, second] = await Promise.all([
    invoke(toy, { path, wait: true }),
    invoke(toy, { path, wait: false }),
  ]);
  expect(first.answer['pid']).not.toBe(second.answer['pid']);
});

test('reserved concurrency that is used up throttles', async () => {
  const code = 'export const handler = async () => 1;';
  const toy = await startToyFunctions({ code, reservedConcurrency: 1 });
  const first = invoke(toy);
  await expect(invoke(toy)).rejects.toThrow('1 times');
  expect((await first).answer).toBe(1);
  expect((await invoke(toy)).answer).toBe(1);
});

test('an error of the handler comes back as its type, message and stack', async () => {
  const code = `export const handler = async () => { throw new TypeError('no such unit'); };`;
  const { answer, functionError } = await invoke(await startToyFunctions({ code }));
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such unit' });
  expect((answer['trace'] as string[])[0]).toBe('TypeError: no such unit');
});

test('a module that cannot be loaded fails the invocation with the reason', async () => {
  const { answer } = await invoke(await startToyFunctions({ code: `throw new Error('no setting'); ` }));
  expect(answer).toMatchObject({ errorMessage: 'no setting' });
  const { answer: missing } = await invoke(await startToyFunctions({ code: 'export const other = 1;' }));
  expect(missing).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
});

test('a function that runs out of time is killed, says so in its log, and is replaced', async () => {
  // Neither timers nor signals get through to this loop.
  const code = `export const handler = async ({ hang }) => { while (hang); return process.pid; };`;
  const toy = await startToyFunctions({ code, timeoutMs: 1500 });
  const { answer: pid } = await invoke(toy);
  const { answer, functionError } = await invoke(toy, { hang: true });
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringContaining('1.50 seconds'),
  });
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
  expect(await readFile(join(toy.logsDir, 'toy.log'), 'utf8')).toContain('Task timed out after 1.50 seconds');
  expect((await invoke(toy)).answer).not.toBe(pid);
});

test('a process that ends in the middle fails the invocation and is replaced', async () => {
  const code = `export const handler = async ({ end }) => { if (end) process.exit(3); return 'well'; };`;
  const toy = await startToyFunctions({ code });
  expect(await invoke(toy, { end: true })).toMatchObject({
    functionError: 'Unhandled',
    answer: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
  });
  expect((await invoke(toy)).answer).toBe('well');
});

test('what a function writes is in its log', async () => {
  const code = `export const handler = async () => { console.log('{"level":"INFO"}'); console.error('odd'); };`;
  const toy = await startToyFunctions({ code });
  await invoke(toy);
  const log = () => readFile(join(toy.logsDir, 'toy.log'), 'utf8');
  await expect.poll(log).toBe('{"level":"INFO"}\nodd\n');
});

test('an answer above 6 MB is an error, as it is on Lambda', async () => {
  const code = `export const handler = async () => 'x'.repeat(6 * 1024 * 1024);`;
  const { answer } = await invoke(await startToyFunctions({ code }));
  expect(answer).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
