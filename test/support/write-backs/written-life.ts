import { writeBacks } from '#catalog/write-backs.ts';
import type { Log } from '#core/load/ports.ts';
import { drainDestination } from '#core/write-back/drain-destination.ts';
import type { Database } from '#database/open-database.ts';
import { openWriteBackStore } from '#database/write-backs/open-write-back-store.ts';
import type { Destination } from '#core/write-back/connector.ts';
import type { WriteBackStore } from '#core/write-back/ports.ts';
import { devGroup, type EditBench } from '../api/edit-bench.ts';
import { jsonl } from '../unit-bench.ts';
import type { AgedDatabase } from './aged-store.ts';
import type { Action, DrainAction } from './histories.ts';
import { Interrupted } from './interrupt.ts';
import type { OtherSystems } from './other-systems.ts';

export type World = {
  bench: EditBench;
  /** The same database as drains see it, for all histories: each would have connections of its own otherwise. */
  drained: Database;
  others: OtherSystems;
  aged: AgedDatabase;
};

/** The fields that people edit here: two stages and the launch date. */
const fields = [...writeBacks[0]!.fields.slice(0, 2), writeBacks[0]!.fields.at(-1)!];
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const minuteMs = 60_000;

/** All values are different dates, so that each says where it comes from. */
let day = 0;
function nextDate(): string {
  day += 1;
  return new Date(Date.UTC(2000, 0, day)).toISOString().slice(0, 10);
}
let made = 0;
let landed = 0;

type Pull = { began: Date; groups: Record<string, unknown>[] };
type Pause = { destination: Destination; fromMs: number; untilMs: number; realMs: number };

/** One history: development groups of its own, what happens to them, and what was seen of it. */
export class WrittenLife {
  readonly groups: string[] = [];
  readonly tasks: string[] = [];
  readonly pauses: Pause[] = [];
  /** Row numbers of the queue begin behind this one. */
  firstRow = 0;
  private readonly world: World;
  private readonly pulls: Pull[] = [];
  private readonly stores: Record<Destination, WriteBackStore>;

  /** @param wrap what a test puts between the drains and their queue */
  constructor(world: World, wrap: (store: WriteBackStore) => WriteBackStore = (store) => store) {
    this.world = world;
    const open = (destination: Destination) =>
      this.notePauses(destination, wrap(world.aged.age(openWriteBackStore(world.drained, destination))));
    this.stores = { airtable: open('airtable'), asana: open('asana') };
  }

  /** Two groups, one with a task and one with two, known on both sides. */
  async begin(): Promise<void> {
    const { bench, others } = this.world;
    for (const tasks of [1, 2]) {
      made += 1;
      const id = `recMade${made}`;
      const gids = Array.from({ length: tasks }, (_, index) => `${900_000 + made * 10 + index}`);
      others.adoptGroup(devGroup(id, { 'Asana GIDs': gids, [fields[0]!.airtable]: nextDate() }) as never);
      for (const gid of gids) others.adoptTask(makeTask(gid) as never);
      this.groups.push(id);
      this.tasks.push(...gids);
    }
    await this.pull();
    await this.land(0, true);
    const [last] = await bench.rows('select coalesce(max(id), 0)::int as id from pending_sync_queue');
    this.firstRow = Number(last?.['id']);
  }

  async take(action: Action): Promise<void> {
    const { bench, others, aged } = this.world;
    const group = 'group' in action ? pick(this.groups, action.group)! : '';
    switch (action.do) {
      case 'edit': {
        const changes = action.fields.map((at) => [fields[at]!.column, nextDate()]);
        const { status, body } = await bench.patch(group, Object.fromEntries(changes));
        if (status !== 200) throw new Error(`the edit was answered ${status}: ${JSON.stringify(body)}`);
        return;
      }
      case 'insert':
        await bench.rows(
          `insert into pending_sync_queue (destination, entity_type, entity_id, payload)
           values ('airtable', 'dev_group', $1, jsonb_build_object('fields', jsonb_build_object($2::text, $3::text)))`,
          [group, pick(fields, action.field)!.airtable, nextDate()],
        );
        return;
      case 'change-remotely': {
        const { destination } = action;
        const id = destination === 'airtable' ? group : pick(this.tasks, action.group)!;
        others.change(destination, id, pick(fields, action.field)![destination], nextDate());
        return;
      }
      case 'pull':
        return this.pull();
      case 'land':
        return this.land(action.pull, action.saysWhen);
      case 'replay':
        return this.replay(action.from);
      case 'retry': {
        const failed = await bench.rows(
          `select id::int from pending_sync_queue where status = 'failed' and id > $1 order by id`,
          [this.firstRow],
        );
        const row = pick(failed, action.row);
        if (row) await bench.retry(row['id']);
        return;
      }
      case 'wait':
        return aged.clock.passMs(action.minutes * minuteMs);
      case 'drain':
        return this.drain(action);
    }
  }

  /** Drains without any disturbance until nothing waits. */
  async settle(): Promise<void> {
    const quiet = { do: 'drain', faults: [], interruption: null, takeover: null, meanwhile: null } as const;
    for (let time = 0; time < 20; time += 1) {
      await this.world.aged.clock.passMs(90 * minuteMs);
      for (const destination of ['airtable', 'asana'] as const) await this.drain({ ...quiet, destination });
      const open = await this.world.bench.rows(
        `select id from pending_sync_queue where status in ('pending', 'in_flight')`,
      );
      if (open.length === 0) return;
    }
    throw new Error('something still waits after twenty quiet drains');
  }

  /** A drain; where it stands still another takes over before it goes on. */
  private async drain(action: DrainAction): Promise<void> {
    const { others, aged } = this.world;
    const { destination } = action;
    // The budget's last second is over, however fast the database's own clock went.
    await aged.clock.passMs(2_000);
    others.disturb(destination, action.faults);
    const mishaps: unknown[] = [];
    const { meanwhile } = action;
    const interrupted = new Interrupted(
      action.interruption,
      meanwhile && {
        call: meanwhile.call,
        // Of what the drain throws nobody hears.
        work: () => this.take(meanwhile.action).catch((error: unknown) => void mishaps.push(error)),
      },
    );
    const first = this.startDrain(destination, interrupted);
    await Promise.race([first, interrupted.stopped]);
    if (interrupted.isStill) {
      await this.silence();
      const next = new Interrupted(action.takeover);
      const second = this.startDrain(destination, next);
      await Promise.race([second, next.stopped]);
      interrupted.goOn();
      await first;
      next.goOn();
      await second;
    }
    await first;
    if (interrupted.isGone) await this.silence();
    others.disturb(destination, []);
    for (const mishap of mishaps) throw mishap;
  }

  /** Ends however it ends: whether all is well the queue and the destination tell. */
  private async startDrain(destination: Destination, interrupted: Interrupted): Promise<void> {
    const { others, aged } = this.world;
    const { clock } = aged;
    await drainDestination({
      ...{ destination, log: silent, random: () => 0.5, metrics: { count: () => undefined } },
      ...{ holder: 'a drain', remainingMs: () => 900_000, reserveMs: 1_000 },
      store: interrupted.store(this.stores[destination]),
      openConnector: async () => interrupted.connector(others.connectors[destination]),
      clock: {
        nowMs: clock.nowMs,
        sleep: clock.sleep,
        // Of a process that stands still nothing goes on.
        every: (everyMs, work) =>
          clock.every(everyMs, async () => (interrupted.isStill ? undefined : work())),
      },
      signal: new AbortController().signal,
    }).catch(() => undefined);
  }

  /** Nobody has heard of the holder for a minute. */
  private async silence(): Promise<void> {
    await this.world.aged.clock.passMs(minuteMs);
    await this.world.bench.rows(`update drain_leases set heartbeat = heartbeat - interval '1 minute'`);
  }

  /** Somebody begins to read Airtable. */
  private async pull(): Promise<void> {
    const { bench, others } = this.world;
    this.pulls.push({ began: await bench.now(), groups: structuredClone(others.groups()) });
  }

  /** What a pull brought lands, before or behind others. */
  private async land(pull: number, saysWhen: boolean): Promise<void> {
    const { bench } = this.world;
    const { began, groups } = pick(this.pulls, pull)!;
    const before = await this.countRows();
    landed += 1;
    const timestamp = new Date(Date.UTC(2026, 2, 3, 0, landed))
      .toISOString()
      .replaceAll(/\D/g, '')
      .slice(0, 14);
    const outcome = await bench.loader.drop(
      `athena/AIRTABLE/2026/03/dev_group_full_${timestamp}.jsonl`,
      jsonl(...groups),
      undefined,
      saysWhen ? { 'pull-started-at': began.toISOString() } : {},
    );
    if (outcome !== 'nothing-due') throw new Error(`the snapshot ended as ${outcome}`);
    if ((await this.countRows()) !== before) throw new Error('a snapshot queued a write-back');
  }

  private async replay(from: number): Promise<void> {
    const { bench } = this.world;
    const before = await this.countRows();
    const events = await bench.rows(
      `select id from file_processing_events where event_type = 'file_complete' order by id desc limit 4`,
    );
    await bench.rows('update file_processing_events set replay_date = now() where id >= $1', [
      pick(events, from)!['id'],
    ]);
    const outcome = await bench.loader.ring();
    if (outcome !== 'nothing-due') throw new Error(`the replay ended as ${outcome}`);
    if ((await this.countRows()) !== before) throw new Error('a replay queued a write-back');
  }

  private async countRows(): Promise<number> {
    const [counted] = await this.world.bench.rows('select count(*)::int as rows from pending_sync_queue');
    return Number(counted?.['rows']);
  }

  private notePauses(destination: Destination, store: WriteBackStore): WriteBackStore {
    return {
      ...store,
      pause: async (epoch, pause, alert) => {
        const fromMs = this.world.aged.clock.nowMs();
        await store.pause(epoch, pause, alert);
        const { durationMs } = pause;
        this.pauses.push({ destination, fromMs, untilMs: fromMs + durationMs, realMs: performance.now() });
      },
    };
  }
}

function makeTask(gid: string): unknown {
  const custom = fields
    .filter(({ asana }) => asana !== 'due_on')
    .map(({ asana }, index) => ({
      ...{ gid: `${index + 1}`, name: asana, resource_subtype: 'date', date_value: null },
    }));
  return { gid, name: `Task ${gid}`, due_on: null, custom_fields: custom };
}

/** Counted round; undefined where there is nothing. */
function pick<T>(from: readonly T[], number: number): T | undefined {
  return from[number % Math.max(from.length, 1)];
}
