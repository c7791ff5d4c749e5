import { isDeepStrictEqual } from 'node:util';
import type { AirtableTable } from './airtable-tables.ts';

export type AirtableRecord = { id: string; createdTime: string; fields: Record<string, unknown> };

/** What one write made of one record: only fields that it changed. */
export type AirtableChange = {
  table: string;
  id: string;
  fields: Record<string, { from: unknown; to: unknown }>;
};

/** The tables of one base, in memory, and what was changed in them, in its order. */
export class AirtableRecords {
  readonly changes: AirtableChange[] = [];
  readonly #tables: ReadonlyMap<string, AirtableTable>;
  readonly #records: ReadonlyMap<string, Map<string, AirtableRecord>>;
  readonly #onChange: (change: AirtableChange) => void;

  constructor(
    tables: readonly AirtableTable[],
    onChange: (change: AirtableChange) => void = () => undefined,
  ) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    this.#records = new Map(tables.map(({ name }) => [name, new Map()]));
    this.#onChange = onChange;
  }

  hasTable(name: string): boolean {
    return this.#tables.has(name);
  }

  /** Takes a record in that it does not have; of one that it has, nothing. */
  adopt(table: string, { id, createdTime, fields }: AirtableRecord): void {
    const records = this.#of(table);
    if (!records.has(id)) records.set(id, { id, createdTime, fields: withoutEmpties(fields) });
  }

  find(table: string, id: string): AirtableRecord | undefined {
    return this.#of(table).get(id);
  }

  list(table: string): AirtableRecord[] {
    return [...this.#of(table).values()];
  }

  /** A field that the table was made with, or that some record has. */
  hasField(table: string, field: string): boolean {
    return (
      this.#tables.get(table)?.fields.has(field) === true ||
      this.list(table).some(({ fields }) => field in fields)
    );
  }

  isDateField(table: string, field: string): boolean {
    return this.#tables.get(table)?.dates.has(field) === true;
  }

  /** Sets fields of a record that is there; empty values take them away. */
  change(table: string, id: string, fields: Readonly<Record<string, unknown>>): AirtableRecord {
    const record = this.#of(table).get(id);
    if (!record) throw new Error(`${table} has no record ${id}.`);
    const changed = Object.entries(fields)
      .map(
        ([name, to]) => [name, { from: record.fields[name] ?? null, to: isEmpty(to) ? null : to }] as const,
      )
      .filter(([, { from, to }]) => !isDeepStrictEqual(from, to));
    record.fields = withoutEmpties({ ...record.fields, ...fields });
    if (changed.length > 0) this.#note({ table, id, fields: Object.fromEntries(changed) });
    return record;
  }

  #note(change: AirtableChange): void {
    this.changes.push(change);
    this.#onChange(change);
  }

  #of(table: string): Map<string, AirtableRecord> {
    const records = this.#records.get(table);
    if (!records) throw new Error(`There is no table ${table}.`);
    return records;
  }
}

/** What Airtable leaves out of its answers. */
function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

function withoutEmpties(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
