import * as z from 'zod';
import { isDate } from '../third-parties/is-date.ts';
import type { AirtableRecords, AirtableRecord } from './airtable-records.ts';
import { AirtableProblem } from './airtable-problem.ts';

const recordsAtMost = 10;
const Changes = z.object({
  records: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })).min(1),
});

/** Changes all records of the call, or none. */
export function changeRecords(
  kept: AirtableRecords,
  table: string,
  body: unknown,
): { records: AirtableRecord[] } {
  if (body === undefined) throw AirtableProblem.bare(400, 'BAD_REQUEST');
  const { data } = Changes.safeParse(body);
  if (!data) throw refused('INVALID_REQUEST_UNKNOWN', 'Invalid request: parameter validation failed.');
  const ids = data.records.map(({ id }) => id);
  if (ids.length > recordsAtMost)
    throw refused('INVALID_RECORDS', `At most ${recordsAtMost} records a request.`);
  if (new Set(ids).size < ids.length)
    throw refused('INVALID_RECORDS', 'A record cannot be changed twice at once.');
  for (const { id, fields } of data.records) {
    if (!kept.find(table, id))
      throw refused('ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist in this table`);
    for (const [name, value] of Object.entries(fields)) checkField(kept, table, name, value);
  }
  return { records: data.records.map(({ id, fields }) => kept.change(table, id, fields)) };
}

function checkField(kept: AirtableRecords, table: string, name: string, value: unknown): void {
  if (!kept.hasField(table, name)) throw refused('UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`);
  if (kept.isDateField(table, name) && value !== null && !isDate(value)) {
    throw refused('INVALID_VALUE_FOR_COLUMN', `Field "${name}" cannot accept the provided value`);
  }
}

function refused(type: string, message: string): AirtableProblem {
  return AirtableProblem.typed(422, type, message);
}
