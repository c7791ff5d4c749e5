import type { Context } from 'aws-lambda';
import { businessUnits } from '#catalog/catalog.ts';
import { answerRequest, type OperateDeps } from '#core/operate/answer-request.ts';
import type { OperateResponse } from '#core/operate/responses.ts';
import { findQueueUrl, liveUnits } from '#core/queue-urls.ts';
import { openOperatorStore } from '#database/operate/operator-store.ts';
import { openUnitDatabases } from '#database/unit-databases.ts';
import { openS3, openSqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { findObject } from '#platform/find-object.ts';
import { openLandingBucket } from '#platform/landing-bucket.ts';
import { openLog } from '#platform/log.ts';
import { logInvocation, nameRequest } from '#platform/log-invocation.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

const connectionsPerUnit = 2;

export function boot(
  environment: NodeJS.ProcessEnv,
): (request: unknown, context: Context) => Promise<OperateResponse> {
  const env = Env.parse(environment);
  const units = liveUnits(businessUnits, env.QUEUE_URLS);
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const region = environment['AWS_REGION'] ?? '';
  const databaseOf = openUnitDatabases(
    units,
    'operator',
    { ...server, database: env.DATABASE_NAME },
    (user) => signDatabaseToken({ ...server, user, region }),
    connectionsPerUnit,
  );
  const [s3, sqs, log] = [openS3(), openSqs(), openLog('operate')];
  const objects = {
    ...openLandingBucket(s3),
    find: (bucket: string, key: string) => findObject(s3, bucket, key),
  };
  const ring = async (unitName: string, because: string): Promise<void> => {
    try {
      await ringBell(sqs, findQueueUrl(env.QUEUE_URLS, unitName), unitName, { because });
    } catch (error) {
      log.warn('the bell was not rung; the reconciler will', { unit: unitName, error });
    }
  };
  return (request, context) => {
    const deps: OperateDeps = {
      units,
      landingBucket: env.LANDING_BUCKET,
      queues: env.QUEUE_URLS,
      place: readPlace(context.invokedFunctionArn),
      objects,
      now: () => new Date(),
      ring,
      storeOf: (unitName) => {
        const { unit, database } = databaseOf(unitName);
        return openOperatorStore(database, unit);
      },
    };
    return logInvocation(log, nameRequest(request), context, () => answerRequest(deps, request));
  };
}

/** From `arn:aws:lambda:REGION:ACCOUNT:function:NAME`. */
function readPlace(functionArn: string): { account: string; region: string } {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return { account, region };
}
