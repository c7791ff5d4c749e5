import type { Answer } from '../http/answer.ts';
import type { ThirdPartyRequest } from '../third-parties/start-third-party.ts';
import type { AirtableRecords } from './airtable-records.ts';
import { AirtableProblem, json } from './airtable-problem.ts';
import { changeRecords } from './change-records.ts';
import { listRecords } from './list-records.ts';

export type AirtableRules = { records: AirtableRecords; baseId: string; token: string; largestPage: number };

/** The part of Airtable's Web API that a write-back or a person who looks needs. */
export function answerAirtable(request: ThirdPartyRequest, rules: AirtableRules): Answer {
  const { method, path, query, body } = request;
  const [, version, baseId = '', table = '', rest] = path.split('/').map(decode);
  if (version !== 'v0' || table === '') throw AirtableProblem.bare(404, 'NOT_FOUND');
  checkAccess(request, baseId, table, rules);
  const { records, largestPage } = rules;
  if (method === 'GET' && rest === undefined) {
    return json(200, listRecords(records, table, largestPage, readQuery(query)));
  }
  if (method === 'POST' && rest === 'listRecords') {
    return json(200, listRecords(records, table, largestPage, body ?? {}));
  }
  if (method === 'PATCH' && rest === undefined) return json(200, changeRecords(records, table, body));
  const record = method === 'GET' && rest !== undefined ? records.find(table, rest) : undefined;
  if (record) return json(200, record);
  throw AirtableProblem.bare(404, 'NOT_FOUND');
}

function checkAccess(
  { token }: ThirdPartyRequest,
  baseId: string,
  table: string,
  { records, ...rules }: AirtableRules,
): void {
  if (token === null) throw AirtableProblem.typed(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');
  if (token !== rules.token) throw AirtableProblem.typed(401, 'UNAUTHORIZED', 'Invalid authentication token');
  if (baseId === rules.baseId && records.hasTable(table)) return;
  throw AirtableProblem.typed(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or there is no such base or table.',
  );
}

/** The same options as in a body. */
function readQuery(query: URLSearchParams): Record<string, unknown> {
  const fields = query.getAll('fields[]');
  const pageSize = query.get('pageSize');
  return {
    ...Object.fromEntries([...query].filter(([name]) => name === 'offset' || name === 'filterByFormula')),
    ...(fields.length > 0 && { fields }),
    ...(pageSize !== null && { pageSize: Number(pageSize) }),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
