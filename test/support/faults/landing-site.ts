import type { Doorbell } from '#core/doorbell.ts';
import { announcementOf } from '#core/doorbell.ts';
import { answerDoorbell } from '#core/load/answer-doorbell.ts';
import { isNothingDue } from '#core/load/decide-next.ts';
import type { LandingBucket, Log } from '#core/load/ports.ts';
import { Unavailable } from '#core/errors.ts';
import { openLoadLedger } from '#database/load-ledger/load-ledger.ts';
import { MemoryBucket } from '../memory-bucket.ts';
import type { UnitBench } from '../unit-bench.ts';
import type { Connections } from './connections.ts';
import { numberPorts } from './numbered-ports.ts';
import type { Tripwire } from './tripwire.ts';

type Message = { doorbell: Doorbell; receiveCount: number };
export type LoaderProcess = {
  answer(message: Message): Promise<'done' | 'failed'>;
  /** Time passes for it alone. */
  passMs(durationMs: number): void;
};

/** After so many receives a message goes where operators find it. */
const receivesAtMost = 3;
/** Rings after which whatever is still due is stuck. */
const ringsAtMost = 6;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A unit with its bucket, its queue, and what happens by itself around them. */
export class LandingSite {
  readonly bench: UnitBench;
  bucket = new MemoryBucket();
  queue: Message[] = [];

  constructor(bench: UnitBench) {
    this.bench = bench;
  }

  /** Drops a file, and its event in the queue. */
  drop(key: string, content: string | Uint8Array): void {
    this.queue.push({ doorbell: announcementOf(this.bucket.put(key, content)), receiveCount: 0 });
  }

  ring(because: string): void {
    this.queue.push({ doorbell: { ring: `${because} ${this.queue.length}`, because }, receiveCount: 0 });
  }

  /**
   * A loader over these connections.
   * @param options its own way to the bucket, and how many files of a replay it stages before the time of its first
   * invocation is over
   */
  startLoader(
    { database }: Connections,
    tripwire: Tripwire,
    options: { bucket?: LandingBucket | undefined; filesInTime?: number | undefined } = {},
  ): LoaderProcess {
    const { bucket = this.bucket, filesInTime = Infinity } = options;
    let isHurried = true;
    const ports = numberPorts(
      {
        ledger: openLoadLedger(database, 2),
        bucket,
        bell: {
          ring: async (because) => {
            isHurried = false;
            this.ring(because);
          },
        },
      },
      tripwire,
    );
    const deps = {
      ...ports,
      unit: this.bench.unit,
      log: silent,
      metrics: { count: () => undefined },
      holder: 'a test',
      remainingMs: () => (isHurried && count(tripwire, 'ledger.keepStaged') >= filesInTime ? 0 : 900_000),
      reserveMs: 1_000,
      signal: new AbortController().signal,
    };
    return {
      passMs: ports.clock.passMs,
      async answer({ doorbell, receiveCount }) {
        try {
          return (await answerDoorbell(doorbell, { ...deps, receiveCount })) === 'halted' ? 'failed' : 'done';
        } catch (error) {
          if (error instanceof Unavailable) return 'failed';
          throw error;
        }
      },
    };
  }

  /**
   * Delivers what is in the queue, as often as it fails, and rings as the reconciler does, until nothing is due.
   * @param victim gets the messages until it is struck; then `successor` does
   * @returns the attempt in which that happened, as it will end
   */
  async drain(
    victim: LoaderProcess,
    struck: Promise<unknown>,
    successor: LoaderProcess,
  ): Promise<{ lost: Promise<unknown> | null }> {
    let lost: Promise<unknown> | null = null;
    for (let rings = 0; rings < ringsAtMost; rings += 1) {
      for (let [message] = this.queue; message; [message] = this.queue) {
        message.receiveCount += 1;
        const attempt: Promise<'done' | 'failed'> = (lost === null ? victim : successor).answer(message);
        const end = await (lost === null
          ? Promise.race([attempt, struck.then(() => 'struck' as const)])
          : attempt);
        if (end === 'struck') {
          lost = attempt.catch((error: unknown) => error);
          await this.letLeaseGrowOld();
        } else if (end === 'done' || message.receiveCount >= receivesAtMost) {
          this.queue.shift();
        }
      }
      await this.letLeaseGrowOld();
      if (!(await this.isWorkDue())) break;
      this.ring('work is due');
    }
    return { lost };
  }

  private async letLeaseGrowOld(): Promise<void> {
    await this.bench.rows(
      `update lease set heartbeat = heartbeat - interval '46 seconds' where heartbeat is not null`,
    );
  }

  private async isWorkDue(): Promise<boolean> {
    const [lease] = await this.bench.rows('select from lease where heartbeat is not null');
    return lease !== undefined || !isNothingDue(await this.bench.loader.ledger.readFeeds());
  }
}

function count({ calls }: Tripwire, name: string): number {
  return calls.filter((call) => call === name).length;
}
