import type { Context } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { rowSources } from '#catalog/row-sources.ts';
import { databaseRole } from '#core/business-unit.ts';
import { NotFound } from '#core/errors.ts';
import { ExportRequest, type ExportOutcome } from '#core/export/export-request.ts';
import { runExport, type ExportDeps } from '#core/export/run-export.ts';
import { compileCsv } from '#database/export/compile/compile-csv.ts';
import { openExportStore } from '#database/export/snapshot/open-export-store.ts';
import { openDatabase } from '#database/open-database.ts';
import { openS3 } from '#platform/aws-clients.ts';
import { openExportsBucket } from '#platform/exports-bucket.ts';
import { openLog } from '#platform/log.ts';
import { logInvocation } from '#platform/log-invocation.ts';
import { withScratchFolder } from '#platform/scratch-folder.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

/** Connections beside those that write: runs are noted while these are busy. */
const connectionsForNotes = 2;

export function boot(
  environment: NodeJS.ProcessEnv,
): (request: unknown, context: Context) => Promise<ExportOutcome> {
  const env = Env.parse(environment);
  const unit = findBusinessUnit(env.BUSINESS_UNIT);
  if (unit.exports === null) throw new NotFound('no-exports', `${unit.name} publishes no CSVs.`);
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const user = databaseRole(unit.name, 'exporter');
  const region = environment['AWS_REGION'] ?? '';
  const connections = env.EXPORT_CONNECTIONS;
  const database = openDatabase({
    ...server,
    database: env.DATABASE_NAME,
    user,
    password: signDatabaseToken({ ...server, user, region }),
    schema: unit.schema,
    maxConnections: connections + connectionsForNotes,
  });
  const feeds = unit.feeds.map(({ name }) => name);
  const log = openLog('export-csv');
  const deps: ExportDeps = {
    ...{ unit, settings: unit.exports, log },
    store: openExportStore(database, { feeds, rowSources, connections }),
    bucket: openExportsBucket(openS3(), env.EXPORTS_BUCKET),
    compile: compileCsv,
    withScratch: withScratchFolder,
    startSha256: () => {
      const sum = createHash('sha256');
      return { add: (bytes) => void sum.update(bytes), hex: () => sum.digest('hex') };
    },
    now: () => new Date(),
  };
  return (request, context) =>
    logInvocation(log, { unit: unit.name }, context, async () => {
      const outcome = await runExport(deps, ExportRequest.parse(request)).catch(answerMissing);
      log.info('export ended', { unit: unit.name, outcome: outcome.outcome });
      return outcome;
    });
}

/** Whoever asks for what is not there is answered; anything else is a failure. */
function answerMissing(error: unknown): ExportOutcome {
  if (!(error instanceof NotFound)) throw error;
  return { outcome: 'not-found', code: error.code, message: error.message };
}
