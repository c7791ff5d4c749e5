import * as z from 'zod';
import { Defect } from '#core/errors.ts';
import type { Connector, RecordOutcome, RemoteRecord } from '#core/write-back/connector.ts';
import { callDestination, type Access, type Call } from '../call-destination.ts';
import { checkSize } from '../check-size.ts';
import { endInTime, longestCallMs } from '../end-in-time.ts';
import { unreadable } from '../read-answer.ts';
import type { AirtableAccount } from './airtable-account.ts';
import { judgeAnswer } from './judge-answer.ts';

const title = 'Airtable';
const readSize = 100;
const writeSize = 10;
const Written = z.object({ records: z.array(z.object({ id: z.string() })) });
const Page = z.object({
  records: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })),
  offset: z.string().optional(),
});

/**
 * One base of Airtable. Its batches are all or nothing: one bad record, and none of the call is taken.
 * @param account as `parseAirtableAccount` reads it
 */
export function openAirtable(account: AirtableAccount, { timeoutMs = longestCallMs } = {}): Connector {
  const access: Access = { title, ...account };
  return {
    destination: 'airtable',
    entities: Object.keys(account.tables),
    readSize,
    writeSize,
    limit: { calls: 5, perMs: 1000 },
    costOf: () => 1,
    read: async (entity, ids, fields, signal) =>
      read(access, tablePath(account, entity), { ids, fields }, endInTime(signal, timeoutMs)),
    write: async (entity, changes, signal) =>
      write(access, tablePath(account, entity), changes, endInTime(signal, timeoutMs)),
  };
}

async function read(
  access: Access,
  path: string,
  { ids, fields }: { ids: readonly string[]; fields: readonly string[] },
  signal: AbortSignal,
): Promise<RemoteRecord[]> {
  checkSize(title, ids, readSize);
  // No other id can be there, and none of these can end the text in the formula that it stands in.
  const known = ids.filter((id) => /^rec[A-Za-z0-9]+$/.test(id));
  if (known.length === 0) return [];
  const filterByFormula = `OR(${known.map((id) => `RECORD_ID()='${id}'`).join(',')})`;
  const found: RemoteRecord[] = [];
  let offset: string | undefined;
  do {
    const body = { filterByFormula, fields, pageSize: readSize, ...(offset !== undefined && { offset }) };
    const page = await call(access, { method: 'POST', path: `${path}/listRecords`, body }, Page, signal);
    found.push(...page.records.map((record) => withEmpties(record, fields)));
    offset = page.offset;
    // One page holds them all; a list that goes on for ever would be a mistake of theirs.
  } while (offset !== undefined && found.length < known.length);
  return found;
}

/** What is empty Airtable leaves out. */
function withEmpties({ id, fields: filled }: RemoteRecord, fields: readonly string[]): RemoteRecord {
  return { id, fields: Object.fromEntries(fields.map((name) => [name, filled[name] ?? null])) };
}

async function write(
  access: Access,
  path: string,
  changes: readonly RemoteRecord[],
  signal: AbortSignal,
): Promise<RecordOutcome[]> {
  checkSize(
    title,
    changes.map(({ id }) => id),
    writeSize,
  );
  const body = { records: changes.map(({ id, fields }) => ({ id, fields })) };
  const { records } = await call(access, { method: 'PATCH', path, body }, Written, signal);
  const written = new Set(records.map(({ id }) => id));
  return changes.map(({ id }) =>
    written.has(id)
      ? { id, outcome: 'done' }
      : {
          ...{ id, outcome: 'unavailable', code: 'unreadable-answer' },
          message: `Airtable took the call and does not say that it took ${id}.`,
        },
  );
}

async function call<Body extends z.ZodType>(
  access: Access,
  request: Call,
  schema: Body,
  signal: AbortSignal,
): Promise<z.output<Body>> {
  const answer = await callDestination(access, request, signal);
  judgeAnswer(answer);
  const { success, data } = schema.safeParse(answer.body);
  if (!success) throw unreadable(title, answer.status, 'has no records in it');
  return data;
}

function tablePath({ baseId, tables }: AirtableAccount, entity: string): string {
  const table = tables[entity];
  if (table === undefined) throw new Defect('bad-call', `Airtable has no table for "${entity}".`);
  return `/v0/${encodeURIComponent(baseId)}/${encodeURIComponent(table)}`;
}
