import type { Bell, Clock, LandingBucket, LoadLedger } from '#core/load/ports.ts';
import type { Tripwire } from './tripwire.ts';

/** Everything through which a loader reaches the world. */
export type Ports = { ledger: LoadLedger; bucket: LandingBucket; bell: Bell; clock: StepClock };

type StepClock = Clock & {
  /** Lets so much time pass, and its timers do their work. */
  passMs(durationMs: number): void;
};

/** The same ports, every call across them counted. A second passes with each piece of a body, so heartbeats come. */
export function numberPorts({ ledger, bucket, bell }: Omit<Ports, 'clock'>, tripwire: Tripwire): Ports {
  const clock = openStepClock();
  return {
    ledger: numberMethods('ledger', ledger, tripwire),
    bucket: {
      listVersions: (...given) => tripwire.pass('bucket.listVersions', () => bucket.listVersions(...given)),
      read: async (...given) => {
        const content = await tripwire.pass('bucket.read', () => bucket.read(...given));
        return { ...content, body: numberPieces(content.body, tripwire, clock) };
      },
    },
    bell: { ring: (because) => tripwire.pass('bell.ring', () => bell.ring(because)) },
    clock: {
      nowMs: () => tripwire.passNow('clock.nowMs', () => clock.nowMs()),
      every: (everyMs, work) => tripwire.passNow('clock.every', () => clock.every(everyMs, work)),
      passMs: clock.passMs,
    },
  };
}

function numberMethods(port: string, ledger: LoadLedger, tripwire: Tripwire): LoadLedger {
  const methods = Object.entries(ledger) as [string, (...given: unknown[]) => Promise<unknown>][];
  const numbered = methods.map(([name, method]) => [
    name,
    (...given: unknown[]) => tripwire.pass(`${port}.${name}`, () => method(...given)),
  ]);
  return Object.fromEntries(numbered) as LoadLedger;
}

async function* numberPieces(
  body: AsyncIterable<Uint8Array>,
  tripwire: Tripwire,
  clock: StepClock,
): AsyncIterable<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  for (;;) {
    clock.passMs(1_000);
    const piece = await tripwire.pass('bucket.body', () => pieces.next());
    if (piece.done) return;
    yield piece.value;
  }
}

/** A clock that moves when it is told to, so that the same calls always come in the same order. */
function openStepClock(): StepClock {
  const timers = new Set<() => Promise<void>>();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    every(_everyMs, work) {
      timers.add(work);
      return { stop: () => timers.delete(work) };
    },
    passMs(durationMs) {
      nowMs += durationMs;
      for (const work of timers) work().catch(() => undefined);
    },
  };
}
