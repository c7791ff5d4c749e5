import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients, eventually } from './clients.ts';
import { loaderProcesses } from './processes.ts';
import { RecordFold } from './record-fold.ts';
import { useStack, type RunningStack } from './stack.ts';
import { watchUnit } from './watched-unit.ts';

/** `MILLRACE_KILLS=50` for the long run, `MILLRACE_SEED` to see one again. */
const kills = Number(process.env['MILLRACE_KILLS'] ?? 12);
const seed = Number(process.env['MILLRACE_SEED'] ?? randomInt(2 ** 31));
const filesInASequence = 10;
const linesInAFile = 3_000;
/** From when it has the unit. A file takes about a tenth of a second. */
const longestLifeMs = 800;

const hasProc = (await loaderProcesses('nobody', '')) !== null;

describe.skipIf(!hasProc)('a loader (needs /proc to be found)', () => {
  let stack: RunningStack;
  let clients: Clients;

  beforeAll(async () => {
    stack = await useStack();
    clients = await Clients.open(stack.endpoints);
  });

  afterAll(async () => {
    await clients?.close();
    await stack?.stop();
  });

  test(
    `that is killed at ${kills} random moments leaves the state right and nothing behind`,
    async () => {
      const random = seededRandom(seed);
      const unit = watchUnit('bak', clients, stack);
      const fold = new RecordFold();
      let killed = 0;
      while (killed < kills) {
        await unit.whileHeld(async () => {
          for (let file = 0; file < filesInASequence; file += 1)
            await unit.drop(fold.makeFile(random, linesInAFile));
        });
        while (killed < kills && (await unit.pending()) > 0) {
          await unit.ringUntilClaimed();
          // No condition to wait for: the moment itself is what is tested.
          await passMs(random() * longestLifeMs);
          if ((await unit.pending()) > 0) killed += await unit.kill('SIGKILL');
          await unit.letLeaseGrowOld();
        }
      }
      await unit.ring();
      await eventually('the last file', async () => ((await unit.pending()) === 0 ? true : undefined));
      await unit.expectSettled(fold);
      expect(killed).toBeGreaterThanOrEqual(kills);
      const inTheMiddle = await unit.discarded();
      expect(inTheMiddle).toBeGreaterThan(0);
      console.log(`seed ${seed}: ${killed} kills, ${inTheMiddle} of them in the middle of a file`);
    },
    30_000 + kills * 4_000,
  );

  test('that is stopped for longer than its lease writes nothing when it wakes up', async () => {
    const random = seededRandom(seed);
    const unit = watchUnit('ecm', clients, stack);
    const fold = new RecordFold();
    await unit.whileHeld(() => unit.drop(fold.makeFile(random, 40_000)));
    await unit.ring();
    await eventually('staging', async () => ((await unit.isStaging()) ? true : undefined));
    const sleepers = await unit.processes();
    await unit.kill('SIGSTOP');
    expect(await unit.pending()).toBe(1);

    await unit.letLeaseGrowOld();
    await unit.ring();
    await eventually('the other loader', async () => ((await unit.pending()) === 0 ? true : undefined));
    await unit.expectSettled(fold);
    const before = await unit.log();
    for (const pid of sleepers) process.kill(pid, 'SIGCONT');
    // It finds its connections ended and its lease lost.
    await eventually('the end of the first attempt', async () =>
      (await unit.failures()) > 0 ? true : undefined,
    );
    expect(await unit.log()).toEqual(before);
    await unit.expectSettled(fold);
  }, 60_000);

  test('five of which get the same event at once load its file once', async () => {
    const unit = watchUnit('gem', clients, stack);
    const fold = new RecordFold();
    const key = await unit.drop(fold.makeFile(seededRandom(seed), linesInAFile));
    const [file] = await clients.query<{
      bucket: string;
      version_id: string;
      etag: string;
      size_bytes: string;
    }>(
      await eventually('the file in the ledger', async () =>
        (await clients.query(`select from inriver_gem.landed_files`)).length > 0
          ? 'select * from inriver_gem.landed_files'
          : undefined,
      ),
    );
    const detail = JSON.stringify({
      version: '0',
      bucket: { name: file?.bucket },
      object: { key, size: Number(file?.size_bytes), etag: file?.etag, 'version-id': file?.version_id },
      reason: 'PutObject',
    });
    await Promise.all(
      Array.from({ length: 5 }, () => clients.ring('gem', detail, randomUUID(), randomUUID())),
    );
    await eventually('all of them done', async () =>
      (await clients.countMessages(stack.endpoints.queues['gem'] ?? '')) === 0 ? true : undefined,
    );
    expect((await unit.log()).map(({ event_type }) => event_type)).toEqual([
      'file_received',
      'file_start',
      'file_complete',
    ]);
    await unit.expectSettled(fold);
  });
});

/** mulberry32: the same numbers for the same seed, on every machine. */
function seededRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function passMs(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
