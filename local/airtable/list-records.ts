import * as z from 'zod';
import type { AirtableRecords, AirtableRecord } from './airtable-records.ts';
import { AirtableProblem } from './airtable-problem.ts';

const Options = z.object({
  filterByFormula: z.string().optional(),
  fields: z.array(z.string()).optional(),
  pageSize: z.int().min(1).max(100).default(100),
  offset: z.string().optional(),
});

/** One page, and where the next one begins. */
export function listRecords(
  kept: AirtableRecords,
  table: string,
  largestPage: number,
  options: unknown,
): { records: AirtableRecord[]; offset?: string } {
  const { success, data } = Options.safeParse(options);
  if (!success) throw invalid('INVALID_REQUEST_UNKNOWN', 'Invalid request: parameter validation failed.');
  const unknown = data.fields?.find((name) => !kept.hasField(table, name));
  if (unknown !== undefined) throw invalid('UNKNOWN_FIELD_NAME', `Unknown field name: "${unknown}"`);
  const wanted = data.filterByFormula === undefined ? null : readFormula(data.filterByFormula);
  const found = kept.list(table).filter(({ id }) => wanted === null || wanted.has(id));
  const start = data.offset === undefined ? 0 : found.findIndex(({ id }) => `itrLocal/${id}` === data.offset);
  if (start === -1) throw invalid('LIST_RECORDS_ITERATOR_NOT_AVAILABLE', 'The list has to begin anew.');
  const end = start + Math.min(data.pageSize, largestPage);
  const next = found[end];
  return {
    records: found.slice(start, end).map((record) => choose(record, data.fields)),
    ...(next && { offset: `itrLocal/${next.id}` }),
  };
}

/** Of Airtable's formulas only this one: `OR(RECORD_ID()='rec…',…)`. */
function readFormula(formula: string): Set<string> {
  const test = /RECORD_ID\(\)='(rec[A-Za-z0-9]+)'/g;
  const ids = [...formula.matchAll(test)].map(([, id]) => id!);
  const isKnown = formula === `OR(${ids.map((id) => `RECORD_ID()='${id}'`).join(',')})`;
  if (ids.length > 0 && isKnown) return new Set(ids);
  throw invalid(
    'INVALID_FILTER_BY_FORMULA',
    `The stand-in does not know the formula ${formula.slice(0, 100)}`,
  );
}

function choose({ fields, ...record }: AirtableRecord, names: readonly string[] | undefined): AirtableRecord {
  const chosen = Object.entries(fields).filter(([name]) => names === undefined || names.includes(name));
  return { ...record, fields: Object.fromEntries(chosen) };
}

function invalid(type: string, message: string): AirtableProblem {
  return AirtableProblem.typed(422, type, message);
}
