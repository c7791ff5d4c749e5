import { expect } from 'vitest';
import type { LandingBucket } from '#core/load/ports.ts';
import type { MemoryBucket } from '../memory-bucket.ts';
import type { TestDatabase } from '../test-database.ts';
import { makeUnit } from '../unit-bench.ts';
import { openConnections, type Connections } from './connections.ts';
import { findBreaches, invariants, rememberEvents, type Invariant } from './invariants.ts';
import { LandingSite, type LoaderProcess } from './landing-site.ts';
import { readOutcome } from './read-outcome.ts';
import { operatorOf, type Chapter } from './scenario.ts';
import { Tripwire, type Strike } from './tripwire.ts';
import { takeSnapshot, type UnitSnapshot } from './unit-snapshot.ts';

/** A chapter as it goes without a fault: where it begins, the calls that are made, and how it ends. */
export type CleanRun = {
  chapter: Chapter;
  before: { snapshot: UnitSnapshot; bucket: MemoryBucket; events: Invariant };
  calls: readonly string[];
  outcome: Record<string, unknown>;
};

/** A loader to which something will happen. */
export type Victim = {
  connections: Connections;
  tripwire: Tripwire;
  /** The way to its files, unless it is the site's own bucket. */
  bucket?: LandingBucket;
  /** Resolves when others have to take over. */
  struck: Promise<unknown>;
  /** Lets go on, or fail, what stands still. False when nothing does. */
  release(loader: LoaderProcess): boolean;
};

/** A unit on which every chapter of a scenario can be played again and again. */
export type FaultBench = {
  site: LandingSite;
  runs: readonly CleanRun[];
  /** Connections that nothing ever happens to: they stay warm. */
  healthy: Connections;
  /** Plays a chapter from its beginning and requires that it ends as it does without a fault. */
  play(run: CleanRun, victim: Victim): Promise<void>;
  close(): Promise<void>;
};

export async function makeFaultBench(
  database: TestDatabase,
  scenario: readonly Chapter[],
): Promise<FaultBench> {
  const site = new LandingSite(await makeUnit(database));
  const operator = operatorOf(database, site);
  const healthy = openConnections(database.url, site.bench.unit);
  const startHealthy = () => site.startLoader(healthy, new Tripwire(null));

  const happen = async (chapter: Chapter, victim: Victim): Promise<void> => {
    const { connections, tripwire, bucket } = victim;
    const loader = site.startLoader(connections, tripwire, { bucket, filesInTime: chapter.filesInTime });
    await chapter.happen(site, operator);
    const { lost } = await site.drain(loader, victim.struck, startHealthy());
    if (lost === null || !victim.release(loader)) return;
    await lost;
    await site.drain(startHealthy(), new Promise(() => undefined), startHealthy());
  };
  const requireSound = async (events: Invariant): Promise<void> => {
    const { rows, unit, loader } = site.bench;
    const witness = { rows, unit, loader, bucket: site.bucket };
    expect(await findBreaches(witness, [...invariants, events])).toEqual([]);
  };

  const runs: CleanRun[] = [];
  for (const chapter of scenario) {
    const bucket = site.bucket.copy();
    const before = {
      bucket,
      snapshot: await takeSnapshot(site.bench),
      events: await rememberEvents(site.bench),
    };
    const victim = openVictim(null, healthy);
    await happen(chapter, victim);
    await requireSound(before.events);
    runs.push({ chapter, before, calls: victim.tripwire.calls, outcome: await readOutcome(site.bench) });
  }
  return {
    site,
    runs,
    healthy,
    async play({ chapter, before, outcome }, victim) {
      await before.snapshot.restore();
      site.bucket = before.bucket.copy();
      site.queue = [];
      await happen(chapter, victim);
      await requireSound(before.events);
      const came = await readOutcome(site.bench);
      for (const [what, meant] of Object.entries(outcome)) expect(came[what], what).toEqual(meant);
    },
    close: () => healthy.end(),
  };
}

/** Plays a chapter with one call of its loader failing. Only a process that is lost has connections of its own. */
export async function playStrike(
  { site, healthy, play }: FaultBench,
  databaseUrl: string,
  run: CleanRun,
  strike: Strike,
): Promise<void> {
  const isLoss = strike.fault !== 'refused' && strike.fault !== 'answer-lost';
  const connections = isLoss ? openConnections(databaseUrl, site.bench.unit) : healthy;
  const victim = openVictim(strike, connections);
  const { tripwire } = victim;
  if (strike.fault === 'killed') void tripwire.struck.then(() => connections.cut());
  try {
    await play(run, victim);
    expect(tripwire.calls.slice(0, strike.call)).toEqual(run.calls.slice(0, strike.call));
  } finally {
    if (isLoss) connections.cut();
  }
}

function openVictim(strike: Strike | null, connections: Connections): Victim {
  const tripwire = new Tripwire(strike);
  const release = (): boolean => {
    tripwire.release();
    return strike?.fault === 'hung';
  };
  return { connections, tripwire, struck: tripwire.struck, release };
}
