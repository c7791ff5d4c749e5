import { Refused } from '#core/write-back/connector-errors.ts';
import type { Connector, RecordOutcome, RemoteRecord } from '#core/write-back/connector.ts';

/** One call as the destination saw it. */
export type SeenCall = { kind: 'read' | 'write'; atMs: number; ids: string[]; fields: unknown };

type Event = 'before' | 'after';
/** What happens around one call: throws, or answers for some of its records. */
export type Script = (
  call: SeenCall,
  when: Event,
) => void | Promise<void> | ((id: string) => RecordOutcome | null);

/** A destination of one test's own, in memory, all or nothing in its batches as Airtable is. */
export class ScriptedDestination implements Connector {
  readonly destination = 'airtable';
  readonly entities = ['dev_group'];
  readonly records = new Map<string, Record<string, unknown>>();
  readonly calls: SeenCall[] = [];
  /** Looked at around each call. */
  script: Script = () => undefined;
  /** Records and values that it never takes. */
  readonly refused = new Set<string>();
  readonly refusedValues = new Set<unknown>();
  readonly limit: Connector['limit'];
  readonly readSize: number;
  readonly writeSize: number;
  readonly costOf: Connector['costOf'];
  readonly readsAtOnce: number;
  readonly writesAtOnce: number;
  private readonly nowMs: () => number;

  constructor(
    nowMs: () => number,
    {
      limit = { calls: 5, perMs: 1_000 },
      readSize = 100,
      writeSize = 10,
      costOf = () => 1,
      readsAtOnce = Infinity,
      writesAtOnce = Infinity,
    }: Partial<
      Pick<Connector, 'limit' | 'readSize' | 'writeSize' | 'costOf' | 'readsAtOnce' | 'writesAtOnce'>
    > = {},
  ) {
    this.nowMs = nowMs;
    this.limit = limit;
    this.readSize = readSize;
    this.writeSize = writeSize;
    this.costOf = costOf;
    this.readsAtOnce = readsAtOnce;
    this.writesAtOnce = writesAtOnce;
  }

  async read(_entity: string, ids: readonly string[], fields: readonly string[]): Promise<RemoteRecord[]> {
    const call = this.note('read', ids, fields);
    await this.script(call, 'before');
    if (fields.includes('no such field'))
      throw new Refused('refused-by-destination', 'There is no such field.');
    const found = ids
      .filter((id) => this.records.has(id))
      .map((id) => ({
        id,
        fields: Object.fromEntries(fields.map((name) => [name, this.records.get(id)?.[name] ?? null])),
      }));
    await this.script(call, 'after');
    return found;
  }

  async write(_entity: string, changes: readonly RemoteRecord[]): Promise<RecordOutcome[]> {
    const call = this.note(
      'write',
      changes.map(({ id }) => id),
      changes.map(({ fields }) => fields),
    );
    const special = await this.script(call, 'before');
    if (changes.some((change) => this.isRefused(change)))
      throw new Refused('refused-by-destination', 'It refuses one of these.');
    const outcomes = changes.map(({ id, fields }): RecordOutcome => {
      const other = typeof special === 'function' ? special(id) : null;
      if (other) return other;
      Object.assign(this.records.get(id) ?? {}, fields);
      return { id, outcome: 'done' };
    });
    await this.script(call, 'after');
    return outcomes;
  }

  /** The writes, each with what it changed by record. */
  writes(): Record<string, unknown>[] {
    return this.calls
      .filter(({ kind }) => kind === 'write')
      .map(({ ids, fields }) => Object.fromEntries(ids.map((id, at) => [id, (fields as unknown[])[at]])));
  }

  private isRefused({ id, fields }: RemoteRecord): boolean {
    return this.refused.has(id) || Object.values(fields).some((value) => this.refusedValues.has(value));
  }

  private note(kind: SeenCall['kind'], ids: readonly string[], fields: unknown): SeenCall {
    const call = { kind, atMs: this.nowMs(), ids: [...ids], fields };
    this.calls.push(call);
    return call;
  }
}
