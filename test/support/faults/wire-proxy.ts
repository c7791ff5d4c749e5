import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { WireTrap } from './wire-traps.ts';

/** `cut` ends the connection in order, `reset` without; in a `stall` it stays, and nothing goes through any more. */
export const wireFaults = ['cut', 'reset', 'stall'] as const;
export type WireFault = (typeof wireFaults)[number];

/** A way to a server, counted, on which one connection fails where a trap says. */
export type WireProxy = {
  port: number;
  /** Bytes and COMMITs that went through since the trap was set. */
  passed: { up: number; down: number; commits: number };
  /** Sets the trap, or none. Resolves when it springs with a stall, of which the ends of the connection know nothing. */
  set(trap: WireTrap | null, fault: WireFault): Promise<'struck'>;
  /** Whether the trap that was set has not sprung. */
  readonly isArmed: boolean;
  /** Whether a connection stands still. */
  readonly isStalled: boolean;
  /** Ends what stands still. */
  release(): void;
  close(): Promise<void>;
};

/** A simple query COMMIT as PostgreSQL's protocol writes it. */
const commit = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');
/** Transactions that the next loader cannot end: those of no epoch, and those that keep the lease itself from it. */
const onTheirOwn = ["-doorbell'", 'for no key update', 'update lease set'];

export async function startWireProxy(target: { host: string; port: number }): Promise<WireProxy> {
  const sockets = new Set<Socket>();
  const stalled = new Set<Socket>();
  const passed = { up: 0, down: 0, commits: 0 };
  let armed: { trap: WireTrap; fault: WireFault; spring: () => void } | null = null;

  const server = createServer((client) => {
    const upstream = connect(target);
    const connection = { isOver: false, isOnItsOwn: false };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    const fail = (fault: WireFault): void => {
      connection.isOver = true;
      if (fault === 'stall') {
        stalled.add(client).add(upstream);
        // The server itself ends a transaction that idles.
        if (connection.isOnItsOwn) upstream.destroy();
      } else {
        for (const socket of [client, upstream]) {
          if (fault === 'reset') socket.resetAndDestroy();
          else socket.destroy();
        }
      }
    };
    const carry = (direction: 'up' | 'down', bytes: Buffer): void => {
      if (connection.isOver) return;
      const [to, count] = direction === 'up' ? [upstream, countCommits(bytes)] : [client, 0];
      if (direction === 'up') connection.isOnItsOwn = isOnItsOwn(bytes, connection.isOnItsOwn);
      const through = armed?.trap.spring({ connection, direction, bytes, passed, commits: count }) ?? null;
      passed[direction] += bytes.length;
      passed.commits += count;
      if (through === null || armed === null) return void to.write(bytes);
      const { fault, spring } = armed;
      armed = null;
      to.write(bytes.subarray(0, through), () => fail(fault));
      connection.isOver = true;
      if (fault === 'stall') spring();
    };
    client.on('data', (bytes) => carry('up', bytes));
    upstream.on('data', (bytes) => carry('down', bytes));
    client.on('close', () => connection.isOver || upstream.destroy());
    upstream.on('close', () => connection.isOver || client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    passed,
    set(trap, fault) {
      Object.assign(passed, { up: 0, down: 0, commits: 0 });
      stalled.clear();
      const { promise, resolve } = Promise.withResolvers<'struck'>();
      armed = trap && { trap, fault, spring: () => resolve('struck') };
      return promise;
    },
    get isArmed() {
      return armed !== null;
    },
    get isStalled() {
      return stalled.size > 0;
    },
    release() {
      for (const socket of stalled) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function countCommits(bytes: Buffer): number {
  return bytes.includes(commit) ? 1 : 0;
}

/** A connection is what its newest transaction is. */
function isOnItsOwn(bytes: Buffer, was: boolean): boolean {
  if (onTheirOwn.some((words) => bytes.includes(words))) return true;
  return bytes.includes('begin; ') ? false : was;
}
