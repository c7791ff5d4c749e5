import { Unavailable } from '#core/errors.ts';

/**
 * How one call across a port fails. `refused`: it throws and has done nothing. `answer-lost`: it throws and has done its
 * work. `killed`: the process is gone before it, and the system closes its connections. `vanished`: the process is gone
 * behind it, and to the server its connections look alive. `hung`: it does not come back until the tripwire is released,
 * and only then does its work.
 */
export const faults = ['refused', 'answer-lost', 'killed', 'vanished', 'hung'] as const;
export type Fault = (typeof faults)[number];

/** The number of a call, from 1, and how it fails. */
export type Strike = { call: number; fault: Fault };

/** Counts the calls that a loader makes across its ports, and lets one of them fail. */
export class Tripwire {
  /** The calls so far, by name. */
  readonly calls: string[] = [];
  /** Resolves when a strike took the process from us: it is gone, or hangs. */
  readonly struck: Promise<'struck'>;
  private readonly spring: () => void;
  private readonly gate = Promise.withResolvers<void>();
  private readonly strike: Strike | null;
  private isGone = false;
  private isFrozen = false;

  constructor(strike: Strike | null) {
    this.strike = strike;
    const { promise, resolve } = Promise.withResolvers<'struck'>();
    this.struck = promise;
    this.spring = () => resolve('struck');
  }

  /** Lets the hung call go on. */
  release(): void {
    this.gate.resolve();
  }

  /** One call that answers later. */
  async pass<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.isFrozen) await this.gate.promise;
    if (this.isGone) return never();
    switch (this.count(name)) {
      case null:
        return work();
      case 'refused':
        throw failure(name);
      case 'answer-lost':
        await work();
        throw failure(name);
      case 'killed':
        return this.leave();
      case 'vanished':
        await work();
        return this.leave();
      case 'hung':
        this.spring();
        await this.gate.promise;
        return work();
    }
  }

  /** One call that answers at once. Where it hangs, its whole process stands still: no later call begins. */
  passNow<T>(name: string, work: () => T): T {
    const fault = this.isGone ? 'killed' : this.count(name);
    if (fault === null) return work();
    if (fault === 'hung') {
      this.isFrozen = true;
      this.spring();
      return work();
    }
    if (fault === 'killed' || fault === 'vanished') void this.leave();
    throw failure(name);
  }

  private count(name: string): Fault | null {
    this.calls.push(name);
    return this.strike?.call === this.calls.length ? this.strike.fault : null;
  }

  /** From here on nothing that the process does reaches anybody. */
  private leave(): Promise<never> {
    this.isGone = true;
    this.spring();
    return never();
  }
}

function failure(name: string): Unavailable {
  return new Unavailable('struck', `The test let ${name} fail.`);
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
