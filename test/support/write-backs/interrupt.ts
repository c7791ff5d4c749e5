import type { Connector } from '#core/write-back/connector.ts';
import type { WriteBackStore } from '#core/write-back/ports.ts';

/**
 * What happens to a drain at one of its calls, counted from 1: it is `gone` before the call or behind it, or it stands
 * still before it until somebody lets it go on. Before a write it is not made to stand still: nobody can take back what is
 * on its way.
 */
export type Interruption = { call: number; how: 'gone-before' | 'gone-after' | 'stands-still' };

/** What somebody else does just before a call of the drain, counted from 1. */
export type Meanwhile = { call: number; work: () => Promise<void> };

/** A drain's calls to the queue and to its destination, one of them interrupted. */
export class Interrupted {
  /** Resolves when the drain stands still. */
  readonly stopped: Promise<void>;
  isGone = false;
  isStill = false;
  private calls = 0;
  private readonly interruption: Interruption | null;
  private readonly meanwhile: Meanwhile | null;
  private readonly gate = Promise.withResolvers<void>();
  private readonly stop: () => void;

  constructor(interruption: Interruption | null, meanwhile: Meanwhile | null = null) {
    this.interruption = interruption;
    this.meanwhile = meanwhile;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.stop = resolve;
  }

  goOn(): void {
    this.isStill = false;
    this.gate.resolve();
  }

  store(store: WriteBackStore): WriteBackStore {
    const names = Object.keys(store) as (keyof WriteBackStore)[];
    // The heartbeat comes with time, so it has no place among the calls.
    const passed = names.map((name) => {
      const method = store[name] as (...given: unknown[]) => Promise<unknown>;
      const isCounted = name !== 'beat';
      return [name, (...given: unknown[]) => this.pass(() => method(...given), isCounted, true)];
    });
    return Object.fromEntries(passed) as WriteBackStore;
  }

  connector(connector: Connector): Connector {
    return {
      ...connector,
      read: (...given) => this.pass(() => connector.read(...given), true, true),
      write: (...given) => this.pass(() => connector.write(...given), true, false),
    };
  }

  private async pass<T>(work: () => Promise<T>, isCounted: boolean, mayStand: boolean): Promise<T> {
    if (this.isGone) throw new Error('The process is gone.');
    if (isCounted) this.calls += 1;
    // Looked at before anything is waited for: other calls are counted meanwhile.
    const how = isCounted && this.interruption?.call === this.calls ? this.interruption.how : null;
    if (isCounted && this.meanwhile?.call === this.calls) await this.meanwhile.work();
    if (how === 'stands-still' && mayStand) {
      this.isStill = true;
      this.stop();
      await this.gate.promise;
    }
    if (how !== 'gone-before' && how !== 'gone-after') return work();
    if (how === 'gone-after') await work();
    this.isGone = true;
    throw new Error('The process is gone.');
  }
}
