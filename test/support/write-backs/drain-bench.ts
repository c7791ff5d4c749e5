import type { Log } from '#core/load/ports.ts';
import type { Connector } from '#core/write-back/connector.ts';
import { drainDestination, type DrainOutcome } from '#core/write-back/drain-destination.ts';
import type { DrainDeps, WriteBackStore } from '#core/write-back/ports.ts';
import { openWriteBackStore } from '#database/write-backs/open-write-back-store.ts';
import type { TestDatabase } from '../test-database.ts';
import { makeUnit, type UnitBench } from '../unit-bench.ts';
import { ageDatabase } from './aged-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type AddedRow = {
  destination?: string;
  entity?: string;
  id?: string;
  fields?: Record<string, unknown>;
  seen?: Record<string, unknown>;
  /** What was reported of it, as an edit after a conflict brings it. */
  remote?: Record<string, unknown>;
};

/** A unit whose write-backs are drained under a clock of the test's own, which is the database's as well. */
export type DrainBench = {
  unit: UnitBench;
  clock: VirtualClock;
  store: WriteBackStore;
  /** As if nobody had written anything back yet; only events stay. */
  reset(): Promise<void>;
  /** Adds a row to the queue; its number comes back. */
  add(row: AddedRow): Promise<number>;
  drain(openConnector: () => Promise<Connector>, deps?: Partial<DrainDeps>): Promise<DrainOutcome>;
  /** What a drain gets. */
  deps(openConnector: () => Promise<Connector>): DrainDeps;
  /** The rows, oldest first, in so far as they say something. */
  rows(): Promise<Record<string, unknown>[]>;
};

export async function makeDrainBench(database: TestDatabase, destination = 'airtable'): Promise<DrainBench> {
  const unit = await makeUnit(database);
  const { clock, age } = ageDatabase(unit.rows);
  const store = age(openWriteBackStore(database.open(unit.unit, 'drainer'), destination));
  const depsOf = (openConnector: () => Promise<Connector>): DrainDeps => ({
    ...{ destination, store, openConnector, clock, log: silent, random: () => 0.5 },
    ...{ metrics: { count: () => undefined }, holder: 'a test', remainingMs: () => 900_000 },
    ...{ reserveMs: 1_000, signal: new AbortController().signal },
  });
  return {
    unit,
    clock,
    store,
    async reset() {
      await unit.rows('truncate pending_sync_queue, drain_leases, runs, alerts restart identity cascade');
    },
    async add({ destination: to = destination, entity = 'dev_group', id = 'rec1', fields, seen, remote }) {
      const [added] = await unit.rows(
        `insert into pending_sync_queue (destination, entity_type, entity_id, payload, remote)
         values ($1, $2, $3, $4, $5) returning id::int`,
        [to, entity, id, { fields, seen }, remote],
      );
      return Number(added?.['id']);
    },
    drain: (openConnector, deps) => drainDestination({ ...depsOf(openConnector), ...deps }),
    deps: depsOf,
    async rows() {
      const rows = await unit.rows(
        `select id::int, entity_id, status, attempts, error_code, remote, superseded_by::int
         from pending_sync_queue order by id`,
      );
      return rows.map(({ id, entity_id: record, status, ...said }) => ({
        ...{ id, record, status },
        ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== 0)),
      }));
    },
  };
}
