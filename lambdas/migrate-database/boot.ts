import * as z from 'zod';
import { businessUnits } from '#catalog/catalog.ts';
import { feedViews } from '#catalog/feed-views.ts';
import { isMillraceError } from '#core/errors.ts';
import type { Log } from '#core/load/ports.ts';
import type { MigrationReport } from '#core/operate/migration-report.ts';
import { currentTarget } from '#database/migrate/migrate.ts';
import { migrateAsAdministrator } from '#database/migrate/migrate-as-administrator.ts';
import { openSecretsManager } from '#platform/aws-clients.ts';
import { openLog } from '#platform/log.ts';
import { readSecret } from '#platform/read-secret.ts';
import { Env } from './env.ts';

/** The administrator's secret as RDS keeps it. */
const Secret = z.object({
  username: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.coerce.number(),
  dbname: z.string(),
});

export function boot(environment: NodeJS.ProcessEnv): () => Promise<MigrationReport> {
  const env = Env.parse(environment);
  const secrets = openSecretsManager();
  const log = openLog('migrate-database');
  return async () => {
    log.info('migration started');
    const secret = Secret.parse(JSON.parse(await readSecret(secrets, env.DATABASE_SECRET_ARN)));
    const target = currentTarget(businessUnits, feedViews);
    const report = await migrateAsAdministrator(secret, target).catch((error) => leaveNewer(error, log));
    log.info('migration ended', { applied: report.applied.length, created: report.created.length });
    return report;
  };
}

/**
 * A database that is newer than this version stays as it is: migrations only add, so this version's functions work with it.
 * To refuse would keep CloudFormation from rolling back a deployment that failed behind its migrations.
 */
function leaveNewer(error: unknown, log: Log): MigrationReport {
  if (!isMillraceError(error) || error.code !== 'database-newer') throw error;
  log.warn('the database is newer than this version and stays as it is', { error });
  return { applied: [], created: [], left: error.message };
}
