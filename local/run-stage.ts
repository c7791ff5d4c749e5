import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tameCollector } from '#platform/tame-collector.ts';
import { bucketName, describeEndpoints } from './describe-endpoints.ts';
import type { Endpoints } from './endpoints.ts';
import { announceObjects } from './events/announce-objects.ts';
import { readFunctions } from './functions/function-settings.ts';
import { startFunctions } from './functions/start-functions.ts';
import type { Functions } from './functions/start-functions.ts';
import { readApi } from './gateway/read-api.ts';
import type { HttpApi } from './gateway/read-api.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { hashText } from './hash-text.ts';
import { startApiServer } from './http/start-api-server.ts';
import type { ApiBackends } from './http/start-api-server.ts';
import { issuerPath } from './issuer/issuer-api.ts';
import type { Issuer } from './issuer/issuer-api.ts';
import { openSigningKey } from './issuer/signing-key.ts';
import { startDatabase } from './local-database.ts';
import { readMappings, runMapping } from './queues/event-source-mapping.ts';
import { createQueues, startQueueServer } from './queues/start-queues.ts';
import type { Queues } from './queues/start-queues.ts';
import { readBuckets } from './s3/read-buckets.ts';
import { startS3, type LocalS3 } from './s3/start-s3.ts';
import { readSchedules, runSchedules } from './schedules/run-schedules.ts';
import type { StackOptions } from './start-stack.ts';
import type { Stage } from './template/assembly.ts';
import { readCluster, readSecrets } from './template/read-database.ts';
import { runTriggers } from './template/run-triggers.ts';
import { StageTemplate } from './template/stage-template.ts';
import type { LocalFacts } from './template/stage-template.ts';
import { lastingTemporaryDir } from './temporary-dir.ts';
import { accountSecrets, runThirdParties, type ThirdParties } from './third-parties/run-third-parties.ts';

export type RunOptions = StackOptions & { stateDir: string; log: (line: string) => void };
export type RunningStage = { endpoints: Endpoints; databaseDir: string | null; landingIsEmpty: boolean };

const region = 'us-east-1';
const accountId = '000000000000';
const nowhere: LocalFacts = { region, accountId, queueUrl: (name) => name, database: { host: '', port: 0 } };

/**
 * Starts everything that a stage's templates say, innermost first: servers, then functions, what runs on a deployment,
 * and at last what triggers functions.
 * @param closing gets, part by part, how to end what runs, also when a later part fails
 */
export async function runStage(
  stage: Stage,
  options: RunOptions,
  closing: AsyncDisposableStack,
): Promise<RunningStage> {
  const logsDir = join(options.stateDir, 'logs');
  await mkdir(logsDir, { recursive: true });
  // Before anything runs: what is not known here is refused.
  const cluster = readCluster(new StageTemplate(stage, nowhere));

  const queueServer = await startQueueServer(options.ports?.sqs ?? 0, region);
  closing.defer(queueServer.close);
  options.log('Starting PostgreSQL…');
  const database = await startDatabase(databaseOptions(options, logsDir, cluster));
  closing.defer(database.stop);
  const template = new StageTemplate(stage, { region, accountId, queueUrl: queueServer.queueUrl, database });
  const queues = await createQueues(queueServer, template);
  closing.defer(async () => queues.close());
  const listeners = [announceObjects(template, queues, options.log)];
  // Every file streams through this process.
  tameCollector();
  const s3 = await startS3({
    dir: join(options.stateDir, 's3'),
    port: options.ports?.s3 ?? 0,
    buckets: readBuckets(template),
    announce: (event) => listeners.forEach((hear) => hear(event)),
  });
  closing.defer(s3.close);
  const thirdParties = await playThirdParties(template, options, s3);
  if (thirdParties) {
    listeners.push(thirdParties.hear);
    closing.defer(thirdParties.close);
  }

  const api = readApi(template);
  const issuer = await openIssuer(api, options.stateDir);
  const secrets = readSecrets(template, database, thirdParties?.accounts ?? {});
  const backends: ApiBackends = { invoke: notReady, secrets, issuer };
  const apis = await startApiServer(options.ports?.lambda ?? 0, backends);
  closing.defer(apis.close);
  const functions = await startFunctions({
    functions: readFunctions(template),
    endpoints: {
      region,
      s3: s3.url,
      sqs: queueServer.url,
      lambda: apis.url,
      secretsManager: apis.url,
    },
    tasksDir: join(await lastingTemporaryDir(), `functions-${hashText(options.stateDir)}`),
    logsDir,
  });
  closing.defer(functions.close);
  backends.invoke = functions.invoke;

  options.log('Running the migrations…');
  await runTriggers(template, functions.invoke);
  startTriggering(template, queues, functions, closing);
  const issuerUrl = `${apis.url}${issuerPath}`;
  const gateway =
    api &&
    (await startGateway({
      ...{ api, accountId, issuerUrl, invoke: functions.invoke },
      port: options.ports?.api ?? 0,
    }));
  if (gateway) closing.defer(gateway.close);
  const addresses = {
    ...{ s3: s3.url, sqs: queueServer.url, apis: apis.url, database: database.url },
    ...{ api: gateway?.url ?? null, issuer: issuer && issuerUrl },
    ...{ airtable: thirdParties?.airtable ?? null, asana: thirdParties?.asana ?? null },
  };
  const endpoints = describeEndpoints({ stage, template, addresses, logsDir });
  return { endpoints, databaseDir: database.dataDir, landingIsEmpty: s3.isEmpty(endpoints.landingBucket) };
}

/** The issuer whose tokens the API takes, its part played with a key of this machine's own. */
async function openIssuer(api: HttpApi | null, stateDir: string): Promise<Issuer | null> {
  const authorizer = api?.routes.find((route) => route.authorizer)?.authorizer;
  if (!authorizer) return null;
  const [audience = ''] = authorizer.audiences;
  return { issuer: authorizer.issuer, audience, key: await openSigningKey(stateDir) };
}

/** Those whose accounts the template keeps, their parts played here. */
async function playThirdParties(
  template: StageTemplate,
  { stateDir, fresh = false, ports, log }: RunOptions,
  s3: LocalS3,
): Promise<ThirdParties | null> {
  const secrets = template.list('AWS::SecretsManager::Secret').map(({ logicalId }) => logicalId);
  if (!accountSecrets.some((logicalId) => secrets.includes(logicalId))) return null;
  const landingBucket = bucketName(template, 'LandingBucket');
  const free = { airtable: 0, asana: 0, ...ports };
  return runThirdParties({ stateDir, fresh, s3, landingBucket, ports: free, log });
}

/** Queues and schedules begin to invoke functions. */
function startTriggering(
  template: StageTemplate,
  queues: Queues,
  functions: Functions,
  closing: AsyncDisposableStack,
): void {
  const stopping = new AbortController();
  closing.defer(async () => stopping.abort());
  for (const mapping of readMappings(template)) {
    void runMapping(mapping, queues.client, functions.invoke, stopping.signal);
  }
  const stopSchedules = runSchedules(readSchedules(template), functions.invoke);
  closing.defer(async () => stopSchedules());
}

function databaseOptions(
  { stateDir, fresh = false, fsync = true, ports, databaseUrl }: RunOptions,
  logsDir: string,
  cluster: { administrator: string; databaseName: string },
) {
  const port = ports?.database;
  return {
    ...{ stateDir, logsDir, fresh, fsync, ...cluster },
    ...(port !== undefined && { port }),
    ...(databaseUrl !== undefined && { databaseUrl }),
  };
}

async function notReady(): Promise<never> {
  throw new Error('The functions are not started yet.');
}
