import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { runMillrace } from '../support/run-millrace.ts';
import { startStackDouble } from '../support/stack-double.ts';

/** A stack whose issuer notes what it is asked for. */
async function startIssuer(status = 200, isThere = true) {
  const wishes: unknown[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    wishes.push({ path: request.url, ...(JSON.parse(await text(request)) as object) });
    response.writeHead(status).end(JSON.stringify({ access_token: 'a.b.c', expires_in: 60 }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stack = await startStackDouble({});
  onTestFinished(async () => {
    server.close();
    await stack.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer`;
  const endpoints = JSON.parse(readFileSync(stack.endpointsFile, 'utf8')) as object;
  writeFileSync(stack.endpointsFile, JSON.stringify({ ...endpoints, ...(isThere && { issuer }) }));
  return {
    wishes,
    run: (...words: string[]) => runMillrace(['token', ...words, '--endpoints', stack.endpointsFile]),
  };
}

test('prints a token for the scopes and the unit, alone on its last line', async () => {
  const { run, wishes } = await startIssuer();
  const { exitCode, stdout } = await run('--scopes', 'read,write, operate', '--bu', 'bak');
  expect([exitCode, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, 'a.b.c']);
  expect(wishes).toEqual([{ path: '/issuer/token', scopes: ['read', 'write', 'operate'], units: ['bak'] }]);
});

test('without options it may read, and every unit', async () => {
  const { run, wishes } = await startIssuer();
  await run();
  expect(wishes).toMatchObject([{ scopes: ['read'], units: businessUnits.map(({ name }) => name) }]);
});

test('as JSON it says what the token is good for', async () => {
  const { run } = await startIssuer();
  const { stdout } = await run('--json', '--bu', 'bak');
  expect(JSON.parse(stdout)).toEqual({ token: 'a.b.c', scopes: ['read'], units: ['bak'], seconds: 60 });
});

test.each([
  ['a scope that there is not', ['--scopes', 'read,admin'], 'There is no scope "admin"', 2],
  ['a unit that there is not', ['--bu', 'nobody'], 'There is no business unit "nobody"', 2],
])('%s is refused before anything is asked', async (_what, words, message, code) => {
  const { run, wishes } = await startIssuer();
  const { exitCode, stderr, stdout } = await run(...words);
  expect(stderr).toContain(message);
  expect([exitCode === 0, stdout, wishes]).toEqual([false, '', []]);
  expect(exitCode).toBe(code);
});

test('a stack without an issuer makes no tokens', async () => {
  const { run } = await startIssuer(200, false);
  expect(await run()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('This stack makes no tokens'),
  });
});

test('an issuer that refuses is a failure', async () => {
  const { run } = await startIssuer(500);
  expect(await run()).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('gave no token (500)'),
  });
});
