import { showRecord, tellHistory } from '#core/operate/look-up-record.ts';
import type { HistoryResponse, ShowResponse } from '#core/operate/record-responses.ts';
import { lookUpRecord } from '#database/records/look-up-record.ts';
import type { TestDatabase } from './test-database.ts';
import type { UnitBench } from './unit-bench.ts';

/** The records of a unit as an operator sees them. */
export type Records = {
  show(id: string, options?: { feed?: string; asOf?: string }): Promise<ShowResponse>;
  history(id: string, options?: { feed?: string }): Promise<HistoryResponse>;
};

export function openRecords(database: TestDatabase, { unit }: Pick<UnitBench, 'unit'>): Records {
  const operator = database.open(unit, 'operator');
  const store = {
    lookUp: (...wanted: Parameters<typeof lookUpRecord> extends [unknown, ...infer Rest] ? Rest : never) =>
      lookUpRecord(operator, ...wanted),
  };
  return {
    show: (id, options) => showRecord(store, { verb: 'show', unit: unit.name, id, ...options }),
    history: (id, options) => tellHistory(store, { verb: 'history', unit: unit.name, id, ...options }),
  };
}

/** The JSON of the record that is shown, put together again from its fields. */
export function dataOf({ fields }: Pick<ShowResponse, 'fields'>): string {
  const prefix = 'Attributes.';
  const member = (name: string, value: string): string => `${JSON.stringify(name)}:${value}`;
  const top = fields.filter(({ field }) => !field.startsWith(prefix));
  const below = fields.filter(({ field }) => field.startsWith(prefix));
  const attributes = below.map(({ field, value }) => member(field.slice(prefix.length), value));
  const members = top.map(({ field, value }) => member(field, value));
  return `{${[...members, ...(below.length > 0 ? [`"Attributes":{${attributes.join(',')}}`] : [])].join(',')}}`;
}
