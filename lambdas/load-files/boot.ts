import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { databaseRole } from '#core/business-unit.ts';
import { Doorbell } from '#core/doorbell.ts';
import { answerDoorbell } from '#core/load/answer-doorbell.ts';
import { openLoadLedger } from '#database/load-ledger/load-ledger.ts';
import { openDatabase } from '#database/open-database.ts';
import { openS3, openSqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { openClock } from '#platform/clock.ts';
import { openLandingBucket } from '#platform/landing-bucket.ts';
import { openLog } from '#platform/log.ts';
import { openMetrics } from '#platform/metrics.ts';
import { handleMessages } from '#platform/queue-handler.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { tameCollector } from '#platform/tame-collector.ts';
import { Env } from './env.ts';

/** A fifth of the time that an invocation was given is kept: no new file is begun in it. */
const reserveShare = 0.2;
/** Beside the COPYs: the heartbeat, the rejects, and one for whoever comes between. */
const otherConnections = 3;

export type LoadFiles = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

export function boot(environment: NodeJS.ProcessEnv): LoadFiles {
  tameCollector();
  const env = Env.parse(environment);
  const unit = findBusinessUnit(env.BUSINESS_UNIT);
  const user = databaseRole(unit.name, 'loader');
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const database = openDatabase({
    ...server,
    database: env.DATABASE_NAME,
    user,
    password: signDatabaseToken({ ...server, user, region: environment['AWS_REGION'] ?? '' }),
    schema: unit.schema,
    maxConnections: env.COPY_CONNECTIONS + otherConnections,
  });
  const sqs = openSqs();
  const log = openLog('load-files');
  const metrics = openMetrics('load-files', unit.name);
  const deps = {
    unit,
    ledger: openLoadLedger(database, env.COPY_CONNECTIONS),
    bucket: openLandingBucket(openS3()),
    bell: { ring: (because: string) => ringBell(sqs, env.QUEUE_URL, unit.name, { because }) },
    clock: openClock(log),
    log,
    metrics,
  };
  return (event, context) =>
    handleMessages(event, context, { sqs, url: env.QUEUE_URL }, async (body, invocation) => {
      log.correlate(invocation.messageId);
      try {
        const answer = await answerDoorbell(Doorbell.parse(JSON.parse(body)), {
          ...deps,
          ...invocation,
          correlationId: invocation.messageId,
          holder: invocation.requestId,
          reserveMs: invocation.remainingMs() * reserveShare,
        });
        return answer === 'halted' ? 'failed' : 'done';
      } finally {
        metrics.publish();
      }
    });
}
