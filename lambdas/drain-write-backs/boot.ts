import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { openAirtable } from '#connectors/airtable/open-airtable.ts';
import { parseAirtableAccount } from '#connectors/airtable/airtable-account.ts';
import { parseAsanaAccount } from '#connectors/asana/asana-account.ts';
import { openAsana } from '#connectors/asana/open-asana.ts';
import { databaseRole } from '#core/business-unit.ts';
import { Ring } from '#core/doorbell.ts';
import type { Connector, Destination } from '#core/write-back/connector.ts';
import { drainAll } from '#core/write-back/drain-all.ts';
import type { DrainOutcome } from '#core/write-back/drain-destination.ts';
import type { DrainDeps } from '#core/write-back/ports.ts';
import { openDatabase } from '#database/open-database.ts';
import { failUnknown } from '#database/write-backs/fail-unknown.ts';
import { openWriteBackStore } from '#database/write-backs/open-write-back-store.ts';
import { openSecretsManager, openSqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { openClock } from '#platform/clock.ts';
import { limitInvocation, type InvocationLimits } from '#platform/limit-invocation.ts';
import { openLog } from '#platform/log.ts';
import { openMetrics } from '#platform/metrics.ts';
import { handleMessages } from '#platform/queue-handler.ts';
import { readSecret } from '#platform/read-secret.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

/** A fifth of the time that an invocation was given is kept: no new page is begun in it. */
const reserveShare = 0.2;
/** For each destination two pages, a few answers that come at once, and a heartbeat. */
const maxConnections = 8;

type Outcomes = Record<string, DrainOutcome>;

export type DrainWriteBacks = {
  /** The queue rang. */
  answer(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
  /** It is time. */
  drain(context: Context): Promise<Outcomes>;
};

export function boot(environment: NodeJS.ProcessEnv): DrainWriteBacks {
  const env = Env.parse(environment);
  const unit = findBusinessUnit(env.BUSINESS_UNIT);
  const user = databaseRole(unit.name, 'drainer');
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const database = openDatabase({
    ...server,
    database: env.DATABASE_NAME,
    user,
    password: signDatabaseToken({ ...server, user, region: environment['AWS_REGION'] ?? '' }),
    schema: unit.schema,
    maxConnections,
  });
  const [sqs, secrets, log] = [openSqs(), openSecretsManager(), openLog('drain-write-backs')];
  const metrics = openMetrics('drain-write-backs', unit.name);
  const clock = openClock(log);

  // Read in every drain: who puts in another token need not restart anything.
  const connectors: Record<Destination, () => Promise<Connector>> = {
    airtable: async () =>
      openAirtable(parseAirtableAccount(await readSecret(secrets, env.AIRTABLE_SECRET_ARN))),
    asana: async () => openAsana(parseAsanaAccount(await readSecret(secrets, env.ASANA_SECRET_ARN))),
  };

  const drainWithin = async (limits: InvocationLimits): Promise<Outcomes> => {
    const reserveMs = limits.remainingMs() * reserveShare;
    const depsOf = ([destination, openConnector]: [string, () => Promise<Connector>]): DrainDeps => ({
      ...{ destination, openConnector, clock, log, metrics, reserveMs, random: Math.random },
      ...{ remainingMs: limits.remainingMs, signal: limits.signal, holder: limits.requestId },
      store: openWriteBackStore(database, destination),
    });
    try {
      return await drainAll({
        destinations: Object.entries(connectors).map(depsOf),
        failUnknown: (known) => failUnknown(database, known),
        ring: (because) => ringBell(sqs, env.QUEUE_URL, unit.name, { because }),
      });
    } finally {
      metrics.publish();
    }
  };

  return {
    answer: (event, context) =>
      handleMessages(event, context, { sqs, url: env.QUEUE_URL }, async (body, invocation) => {
        log.correlate(invocation.messageId);
        log.info('bell rung', Ring.parse(JSON.parse(body)));
        log.info('drained', await drainWithin(invocation));
        return 'done';
      }),
    drain: (context) => {
      const limits = limitInvocation(context);
      log.correlate(limits.requestId);
      return drainWithin(limits);
    },
  };
}
