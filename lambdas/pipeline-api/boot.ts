import { findBusinessUnit } from '#catalog/catalog.ts';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { feedViews } from '#catalog/feed-views.ts';
import { createApi } from '#core/api/answer-request.ts';
import { openDocuments } from '#core/api/endpoint.ts';
import { rememberAnswers } from '#core/api/remember-answers.ts';
import { renderReference } from '#core/api/render-reference.ts';
import { databaseRole } from '#core/business-unit.ts';
import { apiSettings, apiWriteSettings, openAnswers } from '#database/api/open-answers.ts';
import { openWrites } from '#database/api/open-writes.ts';
import { openDatabase, type Database } from '#database/open-database.ts';
import { openHastySqs } from '#platform/aws-clients.ts';
import { ringBell } from '#platform/bell.ts';
import { readHttpEvent, writeHttpResult, type HttpEvent, type HttpResult } from '#platform/http-handler.ts';
import { openLog } from '#platform/log.ts';
import { signDatabaseToken } from '#platform/sign-database-token.ts';
import openApi from '../../docs/generated/openapi.json' with { type: 'json' };
import { Env } from './env.ts';

/** Of each kind: one statement is asked at a time; the other is for one that follows while the first is being replaced. */
const connections = 2;
/** With the five seconds of each statement it stays below what the function has: whoever asks is told what is wrong. */
const connectTimeoutMs = 3_000;

export function boot(environment: NodeJS.ProcessEnv): (event: HttpEvent) => Promise<HttpResult> {
  const env = Env.parse(environment);
  const unit = findBusinessUnit(apiUnit);
  const user = databaseRole(unit.name, 'api');
  const server = { host: env.DATABASE_HOST, port: env.DATABASE_PORT };
  const password = signDatabaseToken({ ...server, user, region: environment['AWS_REGION'] ?? '' });
  const openConnections = (settings: Record<string, string>): Database =>
    openDatabase({
      ...{ ...server, database: env.DATABASE_NAME, user, password, schema: unit.schema, settings },
      ...{ maxConnections: connections, connectTimeoutMs },
    });
  const reading = openConnections(apiSettings(unit.timeZone));
  const writing = openConnections(apiWriteSettings(unit.timeZone));
  const views = feedViews.map(({ sql }) => sql);
  const sqs = openHastySqs();
  const answer = createApi({
    unit: unit.name,
    endpoints,
    documents: new Map([
      [openDocuments.openApi, { type: 'application/json', text: JSON.stringify(openApi) }],
      [openDocuments.reference, { type: 'text/html; charset=utf-8', text: renderReference(openApi) }],
    ]),
    ask: rememberAnswers(openAnswers(reading, endpointStatements, views)),
    write: openWrites(writing),
    ring: (because) => ringBell(sqs, env.WRITE_BACKS_QUEUE_URL, unit.name, { because }),
    log: openLog('pipeline-api'),
  });
  return async (event) => writeHttpResult(await answer(readHttpEvent(event)));
}
