import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually, type Clients } from './clients.ts';
import { loaderProcesses } from './processes.ts';
import type { RecordFold } from './record-fold.ts';
import type { RunningStack } from './stack.ts';

/** One unit of the stack, and the loaders that work on it. */
export function watchUnit(name: string, clients: Clients, stack: RunningStack) {
  const schema = `inriver_${name}`;
  const query = <Row extends Record<string, unknown>>(text: string) =>
    clients.query<Row>(text.replaceAll('SCHEMA', schema));
  let drops = 0;
  const unit = {
    async drop(content: string): Promise<string> {
      drops += 1;
      const time = `2026030${1 + Math.floor(drops / 3600)}08${String(Math.floor(drops / 60) % 60).padStart(2, '0')}${String(drops % 60).padStart(2, '0')}`;
      const key = `${name}/PRODUCT/2026/03/ecommerce_${drops}_${time}_001.jsonl`;
      await clients.put(key, content);
      return key;
    },

    /** Drops files while somebody seems to hold the unit: they are registered, and wait. */
    async whileHeld(dropAll: () => Promise<unknown>): Promise<void> {
      await query(`update SCHEMA.lease set heartbeat = clock_timestamp() + interval '1 day'`);
      const before = drops;
      const known = await unit.landed();
      await dropAll();
      await eventually('the files in the ledger', async () =>
        (await unit.landed()) === known + drops - before ? true : undefined,
      );
      await query('update SCHEMA.lease set heartbeat = null');
    },

    /** As the reconciler does when there is work that nobody does. */
    ring: () =>
      clients.ring(
        name,
        JSON.stringify({ ring: randomUUID(), because: 'a test' }),
        randomUUID(),
        randomUUID(),
      ),

    async ringUntilClaimed(): Promise<void> {
      const before = await unit.epoch();
      await unit.ring();
      await eventually('a loader that has the unit', async () =>
        (await unit.epoch()) === before ? undefined : true,
      );
    },
    async epoch(): Promise<string> {
      const [lease] = await query<{ epoch: string }>('select epoch from SCHEMA.lease');
      return lease?.epoch ?? '';
    },

    /** What happens by itself when a heartbeat is older than 45 s. */
    letLeaseGrowOld: () => query(`update SCHEMA.lease set heartbeat = heartbeat - interval '1 minute'`),

    processes: async () => (await loaderProcesses(name, stack.endpoints.s3)) ?? [],

    /** Sends the signal to every loader of the unit; comes back when it was delivered, with how many there were. */
    async kill(signal: 'SIGKILL' | 'SIGSTOP'): Promise<number> {
      const pids = await unit.processes();
      for (const pid of pids) process.kill(pid, signal);
      if (signal === 'SIGSTOP') return pids.length;
      await eventually('the end of the process', async () =>
        (await unit.processes()).some((pid) => pids.includes(pid)) ? undefined : true,
      );
      return pids.length;
    },

    async landed(): Promise<number> {
      return (await query('select from SCHEMA.landed_files')).length;
    },
    async pending(): Promise<number> {
      return (await query('select key from SCHEMA.pending_files')).length;
    },
    /** Whether a load was begun that is neither in force nor discarded. */
    async isStaging(): Promise<boolean> {
      return (
        (await query('select from SCHEMA.loads where applied_event is null and discarded_at is null'))
          .length > 0
      );
    },
    async discarded(): Promise<number> {
      return (await query('select from SCHEMA.loads where discarded_at is not null')).length;
    },
    log: () => query('select id, event_type from SCHEMA.file_processing_events order by id'),
    /** Invocations that ended with an error. */
    async failures(): Promise<number> {
      const files = await readdir(stack.endpoints.logs);
      const log = files.find((file) => file.endsWith(`load-files-${name}.log`)) ?? '';
      return (await readFile(join(stack.endpoints.logs, log), 'utf8')).split('Invoke Error').length - 1;
    },
    /** The state is that of the reference, each file was applied exactly once, and nothing else is left. */
    async expectSettled(fold: RecordFold): Promise<void> {
      expect(await clients.readState(schema, 'products')).toEqual(fold.readState());
      expect(
        await query(
          `select key, count(l.load_id)::int as loads, count(e.id)::int as events from SCHEMA.landed_files f
           left join SCHEMA.loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
           left join SCHEMA.file_processing_events e on e.id = l.applied_event
           group by key having count(l.load_id) <> 1 or count(e.id) <> 1`,
        ),
      ).toEqual([]);
      expect(
        await query(
          `select (select count(*)::int from SCHEMA.file_processing_events where event_type = 'file_complete') as completes,
             (select count(*)::int from SCHEMA.landed_files) as files`,
        ),
      ).toEqual([{ completes: drops, files: drops }]);
      for (const table of ['raw_records', 'rejected_records']) {
        expect(
          await query(
            `select distinct load_id from SCHEMA.${table} join SCHEMA.loads using (load_id) where applied_event is null`,
          ),
        ).toEqual([]);
      }
      expect(await query('select key from SCHEMA.halted_files')).toEqual([]);
      expect(await query('select kind from SCHEMA.alerts where resolved_at is null')).toEqual([]);
      await eventually(
        'a unit that nobody holds, without a connection in the middle of something',
        async () => {
          const [left] = await query<{ backends: number; leases: number; locks: number }>(
            `select
             (select count(*)::int from pg_stat_activity where application_name like 'millrace SCHEMA%') as backends,
             (select count(*)::int from SCHEMA.lease where heartbeat is not null) as leases,
             (select count(*)::int from pg_locks l join pg_class c on c.oid = l.relation
              join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'SCHEMA' and l.pid <> pg_backend_pid()) as locks`,
          );
          return Object.values(left ?? {}).every((count) => count === 0) ? true : undefined;
        },
      );
    },
  };
  return unit;
}
