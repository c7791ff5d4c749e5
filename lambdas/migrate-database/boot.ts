import * as z from 'zod';
import { businessUnits } from '#catalog/catalog.ts';
import { feedViews } from '#catalog/feed-views.ts';
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
    const report = await migrateAsAdministrator(secret, currentTarget(businessUnits, feedViews));
    log.info('migration ended', { applied: report.applied.length, created: report.created.length });
    return report;
  };
}
