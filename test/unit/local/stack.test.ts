import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSEvent } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { startStack } from '../../../local/start-stack.ts';
import type { StackOptions } from '../../../local/start-stack.ts';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { credentials } from './s3-client.ts';
import { makeTemporaryDir } from './temporary-dir.ts';
import { writeToyAssembly } from './toy-assembly.ts';

/** Writes what it was invoked with where the test looks for it: an object of its own name. */
const reporter = `export const handler = async (event) => {
  const body = JSON.stringify({ pid: process.pid, unit: process.env.BUSINESS_UNIT, event });
  await fetch(process.env.AWS_ENDPOINT_URL_S3 + '/exports/' + process.env.AWS_LAMBDA_FUNCTION_NAME, { method: 'PUT', body });
};`;

function toyFunction(name: string, asset: string, Variables: Record<string, unknown> = {}): TemplateResource {
  const Code = { S3Bucket: 'assets', S3Key: `${asset}.zip` };
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Handler: 'index.handler',
      Code,
      Timeout: 20,
      Environment: { Variables },
    },
  };
}

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const resources: Record<string, TemplateResource> = {
  DatabaseCluster: {
    Type: 'AWS::RDS::DBCluster',
    Properties: { MasterUsername: 'toy_admin', DatabaseName: 'toy' },
  },
  LandingBucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: 'landing',
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    },
  },
  ExportsBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'exports' } },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: 'bak.fifo', FifoQueue: true, ContentBasedDeduplication: true },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: 'LandingBucket' }] }, object: { key: [{ prefix: 'bak/' }] } },
      },
      Targets: [
        { Id: 'q', Arn: arn('Queue'), InputPath: '$.detail', SqsParameters: { MessageGroupId: 'bak' } },
      ],
    },
  },
  Loader: toyFunction('loader', 'reporter', { BUSINESS_UNIT: 'bak' }),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: arn('Queue'), FunctionName: { Ref: 'Loader' }, BatchSize: 1 },
  },
  Sweeper: toyFunction('sweeper', 'reporter'),
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: arn('Sweeper'), Input: '{"sweep":true}' },
    },
  },
  Migrator: toyFunction('migrator', 'reporter'),
  MigratorVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Migrator' } } },
  Migrations: { Type: 'Custom::Trigger', Properties: { HandlerArn: { Ref: 'MigratorVersion' } } },
};

type ToyOptions = StackOptions & { more?: Record<string, TemplateResource> };

async function startToyStack(assets: Record<string, string>, { more, ...options }: ToyOptions = {}) {
  const dir = await makeTemporaryDir();
  const toy = { dir: join(dir, 'assembly'), resources: { ...resources, ...more }, assets };
  const assemblyDir = await writeToyAssembly(toy);
  const stateDir = join(dir, 'state');
  // Nobody connects to this database.
  const databaseUrl = 'postgres://toy_admin:secret@127.0.0.1:1/toy';
  const stack = await startStack({ stateDir, assemblyDir, databaseUrl, ...options });
  onTestFinished(() => stack.stop());
  const client = new S3Client({ endpoint: stack.endpoints.s3, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  const report = async (name: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'exports', Key: name }));
    return JSON.parse(await Body!.transformToString()) as { pid: number; unit?: string; event: unknown };
  };
  return { stack, client, report, stateDir };
}

test('an object that lands invokes the function behind its rule, queue and mapping', async () => {
  const { client, report, stack } = await startToyStack({ reporter });
  expect(stack.landingIsEmpty).toBe(true);
  await client.send(new PutObjectCommand({ Bucket: 'landing', Key: 'other/a', Body: 'no' }));
  const { VersionId } = await client.send(
    new PutObjectCommand({ Bucket: 'landing', Key: 'bak/a', Body: 'yes' }),
  );
  await expect.poll(() => report('loader').catch(() => null), { timeout: 15_000 }).not.toBeNull();
  const { event, unit } = await report('loader');
  expect(unit).toBe('bak');
  expect(JSON.parse((event as SQSEvent).Records[0]!.body)).toMatchObject({
    bucket: { name: 'landing' },
    object: { key: 'bak/a', size: 3, 'version-id': VersionId, sequencer: expect.any(String) },
    reason: 'PutObject',
  });
});

test('what the deployment triggers has ended before the stack is ready, and a rate begins at once', async () => {
  const { report } = await startToyStack({ reporter });
  expect((await report('migrator')).event).toEqual({});
  await expect
    .poll(() => report('sweeper').catch(() => null), { timeout: 15_000 })
    .toMatchObject({
      event: { sweep: true },
    });
});

test('the addresses of a ready stack are in a file that goes when it stops, and so do its processes', async () => {
  const { stack, report, stateDir } = await startToyStack({ reporter });
  const path = join(stateDir, 'endpoints.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(stack.endpoints);
  expect(stack.endpoints).toMatchObject({
    landingBucket: 'landing',
    exportsBucket: 'exports',
    queues: { bak: `${stack.endpoints.sqs}/000000000000/bak.fifo` },
    database: 'postgres://toy_admin:secret@127.0.0.1:1/toy',
    stage: 'toy',
    logs: join(stateDir, 'logs'),
  });
  const { pid } = await report('migrator');
  await stack.stop();
  await expect(readFile(path)).rejects.toThrow('ENOENT');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

const account = (name: string): TemplateResource => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name: `millrace-toy-${name}`, GenerateSecretString: {} },
});

test('the third parties whose accounts the template keeps are played, and the accounts lead there', async () => {
  const more = { AirtableAccount: account('airtable'), AsanaAccount: account('asana') };
  const { stack, client } = await startToyStack({ reporter }, { more });
  const { lambda, airtable, asana } = stack.endpoints;
  const secrets = new SecretsManagerClient({ endpoint: lambda, region: 'us-east-1', credentials });
  onTestFinished(() => secrets.destroy());
  const read = async (SecretId: string) =>
    JSON.parse((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString!);
  expect((await read('millrace-toy-asana')).baseUrl).toBe(asana);
  const { baseUrl, baseId, token, tables } = await read('millrace-toy-airtable');
  expect([baseUrl, tables.dev_group]).toEqual([airtable, 'Dev Groups']);

  const Key = 'athena/AIRTABLE/2026/03/dev_group_full_20260302060000.jsonl';
  const Body = '{"id":"recA1","createdTime":"","fields":{"Name":"Spring"}}\n';
  await client.send(new PutObjectCommand({ Bucket: 'landing', Key, Body }));
  const table = `${baseUrl}/v0/${baseId}/${encodeURIComponent(tables.dev_group)}`;
  const answer = await fetch(`${table}/recA1`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ id: 'recA1', fields: { Name: 'Spring' } });
});

test('without their accounts nobody plays them', async () => {
  const { stack } = await startToyStack({ reporter });
  expect(stack.endpoints).not.toHaveProperty('airtable');
});

test("a unit's doorbell is the queue that hears of its objects, whatever else works for it", async () => {
  const more: Record<string, TemplateResource> = {
    OtherQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'other.fifo', FifoQueue: true } },
    OtherMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('OtherQueue'), FunctionName: { Ref: 'Loader' }, BatchSize: 1 },
    },
  };
  const { stack } = await startToyStack({ reporter }, { more });
  expect(stack.endpoints.queues).toEqual({ bak: `${stack.endpoints.sqs}/000000000000/bak.fifo` });
});

test('a trigger that fails fails the start with its message and leaves nothing running', async () => {
  const broken = `export const handler = async () => { throw new Error('the database is newer than the code'); };`;
  const dir = await makeTemporaryDir();
  const failing = startToyStack({ reporter: broken }, { stateDir: dir });
  await expect(failing).rejects.toThrow('"Migrations" failed: the database is newer than the code');
  expect(await readdir(dir)).not.toContain('lock.json');
});

test('a second stack on the same state folder is refused', async () => {
  const { stateDir } = await startToyStack({ reporter });
  await expect(startStack({ stateDir })).rejects.toThrow(`already runs on ${stateDir}`);
});

test('a port that is taken is named', async () => {
  const { stack } = await startToyStack({ reporter });
  const port = Number(new URL(stack.endpoints.s3).port);
  await expect(startToyStack({ reporter }, { ports: { s3: port } })).rejects.toThrow(
    `S3 cannot listen on port ${port}`,
  );
});

test('what landed is still there after a restart, unless a fresh start is asked for', async () => {
  const dir = await makeTemporaryDir();
  const first = await startToyStack({ reporter }, { stateDir: dir });
  await first.client.send(new PutObjectCommand({ Bucket: 'landing', Key: 'other/a', Body: 'kept' }));
  await first.stack.stop();
  const second = await startToyStack({ reporter }, { stateDir: dir });
  expect(second.stack.landingIsEmpty).toBe(false);
  await second.stack.stop();
  const third = await startToyStack({ reporter }, { stateDir: dir, fresh: true });
  expect(third.stack.landingIsEmpty).toBe(true);
});
