import type { Context } from 'aws-lambda';
import { businessUnits } from '#catalog/catalog.ts';
import { answerConfigureRequest } from '#core/operate/answer-configure-request.ts';
import type { OperateResponse } from '#core/operate/responses.ts';
import { openExportsStore } from '#database/export/exports-store.ts';
import { openUnitDatabases } from '#database/unit-databases.ts';
import { openLog } from '#platform/log.ts';
import { logInvocation, nameRequest } from '#platform/log-invocation.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import { Env } from './env.ts';

const connectionsPerUnit = 2;

export function boot(
  environment: NodeJS.ProcessEnv,
): (request: unknown, context: Context) => Promise<OperateResponse> {
  const env = Env.parse(environment);
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const region = environment['AWS_REGION'] ?? '';
  const databaseOf = openUnitDatabases(
    businessUnits.filter(({ name }) => env.UNITS.includes(name)),
    'operator',
    { ...server, database: env.DATABASE_NAME },
    (user) => signDatabaseToken({ ...server, user, region }),
    connectionsPerUnit,
  );
  const storeOf = (unitName: string) => {
    const { unit, database } = databaseOf(unitName);
    return openExportsStore(database, unit);
  };
  const log = openLog('configure-exports');
  return (request, context) =>
    logInvocation(log, nameRequest(request), context, () => answerConfigureRequest({ storeOf }, request));
}
