import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import { logInvocation, nameRequest } from '#platform/log-invocation.ts';

type Line = [level: string, message: string, facts: Record<string, unknown> | undefined];

function openLines() {
  const lines: Line[] = [];
  const note =
    (level: string) =>
    (message: string, facts?: Record<string, unknown>): void =>
      void lines.push([level, message, facts]);
  const correlate = (id: string): void => void lines.push(['id', id, undefined]);
  return { lines, log: { info: note('info'), warn: note('warn'), error: note('error'), correlate } };
}

const context = { awsRequestId: 'request-1' } as Context;
const took = { unit: 'bak', seconds: expect.any(Number) };

test('an invocation has a line when it starts and one when it ends, under its request id', async () => {
  const { lines, log } = openLines();
  expect(await logInvocation(log, { unit: 'bak' }, context, async () => 7)).toBe(7);
  expect(lines).toEqual([
    ['id', 'request-1', undefined],
    ['info', 'started', { unit: 'bak' }],
    ['info', 'finished', took],
  ]);
});

test('one that fails says so with its error, and fails', async () => {
  const { lines, log } = openLines();
  const error = new Error('no');
  const work = () => Promise.reject(error);
  await expect(logInvocation(log, { unit: 'bak' }, context, work)).rejects.toBe(error);
  expect(lines.at(-1)).toEqual(['error', 'failed', { ...took, error }]);
});

test('of a request a line says its verb and its unit, and nothing else', () => {
  const request = { verb: 'skip', unit: 'bak', reason: 'private' };
  expect(nameRequest(request)).toEqual({ verb: 'skip', unit: 'bak' });
  expect(nameRequest({ verb: 'x'.repeat(41), unit: 3 })).toEqual({});
  expect(nameRequest(null)).toEqual({});
});
