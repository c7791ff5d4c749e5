import type { Context } from 'aws-lambda';
import { businessUnits, findBusinessUnit } from '#catalog/catalog.ts';
import { reconcilerRole, type BusinessUnit } from '#core/business-unit.ts';
import { announcementOf } from '#core/doorbell.ts';
import { findQueueUrl, liveUnits } from '#core/queue-urls.ts';
import { answerReconcile } from '#core/reconcile/answer-reconcile.ts';
import type { BucketReport, ReconcileRequest } from '#core/reconcile/bucket-report.ts';
import type { BucketListing, ReconcileDeps } from '#core/reconcile/ports.ts';
import { reconcileAll } from '#core/reconcile/reconcile-all.ts';
import type { ReconcileReport } from '#core/reconcile/reconcile-unit.ts';
import { openDatabase } from '#database/open-database.ts';
import { openFreshnessNotes } from '#database/reconcile/freshness-notes.ts';
import { openLandingLedger } from '#database/reconcile/landing-ledger.ts';
import { openRunNotes } from '#database/reconcile/run-notes.ts';
import { openUnroutedNotes } from '#database/reconcile/unrouted-notes.ts';
import { openUnitDatabases } from '#database/unit-databases.ts';
import { openS3, openSqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { listTop, listVersions } from '#platform/list-versions.ts';
import { openLog } from '#platform/log.ts';
import { logInvocation } from '#platform/log-invocation.ts';
import { openGauges } from '#platform/metrics.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

const connectionsPerUnit = 1;

export type Reconciler = {
  run(at: Date, context: Context): Promise<ReconcileReport[]>;
  answer(request: ReconcileRequest, context: Context): Promise<BucketReport>;
};

/** The scheduled run over all units, and a person's question about one. */
export function boot(environment: NodeJS.ProcessEnv): Reconciler {
  const env = Env.parse(environment);
  const units = liveUnits(businessUnits, env.QUEUE_URLS);
  const region = environment['AWS_REGION'] ?? '';
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const place = { ...server, database: env.DATABASE_NAME };
  const sign = (user: string) => signDatabaseToken({ ...server, user, region });
  const [s3, sqs, log] = [openS3(), openSqs(), openLog('reconcile-landing')];
  const databaseOf = openUnitDatabases(units, 'reader', place, sign, connectionsPerUnit);
  const own = openDatabase({
    ...{ ...place, user: reconcilerRole, password: sign(reconcilerRole), schema: 'control' },
    maxConnections: units.length,
  });
  const bucket: BucketListing = {
    list: (prefix) => listVersions(s3, env.LANDING_BUCKET, prefix),
    listTop: () => listTop(s3, env.LANDING_BUCKET),
  };
  const gauges = openGauges('reconcile-landing');
  const runs = openRunNotes(own);
  const freshness = openFreshnessNotes(own);
  const depsOf = (unit: BusinessUnit): ReconcileDeps => {
    const queueUrl = findQueueUrl(env.QUEUE_URLS, unit.name);
    return {
      ...{ unit, bucket, runs, freshness, gauges, log },
      ledger: openLandingLedger(databaseOf(unit.name).database, env.LANDING_BUCKET),
      ring: (because) => ringBell(sqs, queueUrl, unit.name, { because }),
      announce: (object) => ringBell(sqs, queueUrl, unit.name, announcementOf(object)),
    };
  };
  const unrouted = openUnroutedNotes(own);
  const deps = { units, knownUnits: businessUnits, depsOf, bucket, unrouted, gauges };
  return {
    run: (at, context) => logInvocation(log, { units: units.length }, context, () => reconcileAll(deps, at)),
    answer: ({ reconcile }, context) =>
      logInvocation(log, { unit: reconcile.unit }, context, () =>
        answerReconcile(deps, findBusinessUnit(reconcile.unit), reconcile),
      ),
  };
}
