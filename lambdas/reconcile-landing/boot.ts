import { businessUnits } from '#catalog/catalog.ts';
import type { BusinessUnit } from '#core/business-unit.ts';
import { announcementOf } from '#core/doorbell.ts';
import { findQueueUrl } from '#core/queue-urls.ts';
import { reconcileUnit, type ReconcileDeps, type ReconcileReport } from '#core/reconcile/reconcile-unit.ts';
import { openLandingLedger } from '#database/reconcile/landing-ledger.ts';
import { openUnitDatabases } from '#database/unit-databases.ts';
import { openS3, openSqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { listVersions } from '#platform/list-versions.ts';
import { openLog } from '#platform/log.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

const connectionsPerUnit = 1;

/** One run over all units. A unit that fails does not keep the others from being looked at. */
export function boot(environment: NodeJS.ProcessEnv): (at: Date) => Promise<ReconcileReport[]> {
  const env = Env.parse(environment);
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const region = environment['AWS_REGION'] ?? '';
  const [s3, sqs, log] = [openS3(), openSqs(), openLog('reconcile-landing')];
  const databaseOf = openUnitDatabases(
    businessUnits,
    'reader',
    { ...server, database: env.DATABASE_NAME },
    (user) => signDatabaseToken({ ...server, user, region }),
    connectionsPerUnit,
  );
  const depsOf = (unit: BusinessUnit): ReconcileDeps => {
    const queueUrl = findQueueUrl(env.QUEUE_URLS, unit.name);
    return {
      unit,
      ledger: openLandingLedger(databaseOf(unit.name).database),
      list: (prefix) => listVersions(s3, env.LANDING_BUCKET, prefix),
      ring: (because) => ringBell(sqs, queueUrl, unit.name, { because }),
      announce: (object) => ringBell(sqs, queueUrl, unit.name, announcementOf(object)),
      log,
    };
  };
  return async (at) => {
    const runs = await Promise.allSettled(businessUnits.map((unit) => reconcileUnit(depsOf(unit), at)));
    const failed = runs.filter((run) => run.status === 'rejected').map((run) => run.reason as unknown);
    if (failed.length > 0)
      throw new AggregateError(failed, `${failed.length} business units were not reconciled`);
    return runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
  };
}
