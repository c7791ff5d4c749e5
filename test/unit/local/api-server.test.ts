import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { Throttled, UnknownFunction, errorResult } from '../../../local/functions/invocation.ts';
import type { Invoke } from '../../../local/functions/invocation.ts';
import { startApiServer } from '../../../local/http/start-api-server.ts';
import { credentials } from './s3-client.ts';

const secrets = [
  { name: 'admin', arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:admin', value: '{"a":1}' },
];

async function startTestServer(invoke: Invoke) {
  const server = await startApiServer(0, { invoke, secrets });
  const access = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const lambda = new LambdaClient(access);
  const secretsManager = new SecretsManagerClient(access);
  onTestFinished(async () => {
    lambda.destroy();
    secretsManager.destroy();
    await server.close();
  });
  return { url: server.url, lambda, secretsManager };
}

const echo: Invoke = async (name, event) => ({
  payload: JSON.stringify({ name, event: JSON.parse(event) }),
  functionError: null,
});

test('the real client invokes a function and reads its answer', async () => {
  const { lambda } = await startTestServer(echo);
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: 'operate', Payload: '{"verb":"status"}' }),
  );
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(answer.Payload!.transformToString())).toEqual({
    name: 'operate',
    event: { verb: 'status' },
  });
});

test('an error of the function is told apart from its answer', async () => {
  const { lambda } = await startTestServer(async () => errorResult('TypeError', 'no such unit'));
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'operate' }));
  expect(answer.FunctionError).toBe('Unhandled');
  expect(JSON.parse(answer.Payload!.transformToString())).toEqual({
    errorType: 'TypeError',
    errorMessage: 'no such unit',
  });
});

test('an asynchronous invocation is accepted before it ends', async () => {
  const ended = Promise.withResolvers<void>();
  const { lambda } = await startTestServer(async () => {
    await ended.promise;
    return { payload: 'null', functionError: null };
  });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'operate', InvocationType: 'Event' }));
  expect(answer.StatusCode).toBe(202);
  ended.resolve();
});

test.each([
  ['ResourceNotFoundException', new UnknownFunction('Function not found: operate')],
  ['TooManyRequestsException', new Throttled('operate runs 1 times already')],
])('the real client reads %s', async (name, error) => {
  const { lambda } = await startTestServer(async () => {
    throw error;
  });
  const invocation = lambda.send(new InvokeCommand({ FunctionName: 'operate' }));
  await expect(invocation).rejects.toMatchObject({ name, message: error.message });
});

test('an event above 6 MB and one that is not JSON are refused', async () => {
  const { lambda } = await startTestServer(echo);
  const big = JSON.stringify('x'.repeat(6 * 1024 * 1024));
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: big }))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: '{' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
});

test('a secret is read by its name and by its ARN, and one that is not there is not found', async () => {
  const { secretsManager } = await startTestServer(echo);
  for (const SecretId of [secrets[0]!.name, secrets[0]!.arn]) {
    const secret = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    expect(secret.SecretString).toBe('{"a":1}');
  }
  const missing = secretsManager.send(new GetSecretValueCommand({ SecretId: 'other' }));
  await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an address that nothing is behind answers with a problem document', async () => {
  const { url } = await startTestServer(echo);
  const answer = await fetch(`${url}/v1/products`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 404, title: 'Not Found' });
});
