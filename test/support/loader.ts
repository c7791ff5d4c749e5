import { findBusinessUnit } from '#catalog/catalog.ts';
import { databaseRole, type BusinessUnit } from '#core/business-unit.ts';
import type { Doorbell } from '#core/doorbell.ts';
import { announcementOf } from '#core/doorbell.ts';
import { answerDoorbell, type DoorbellAnswer } from '#core/load/answer-doorbell.ts';
import type { LandingBucket, LoadLedger, Log } from '#core/load/ports.ts';
import { openLoadLedger } from '#database/load-ledger/load-ledger.ts';
import { openClock } from '#platform/clock.ts';
import { MemoryBucket } from './memory-bucket.ts';
import type { TestDatabase } from './test-database.ts';

/** Takes files, and gives them back in whatever way it reads them. */
type TestBucket = LandingBucket & Pick<MemoryBucket, 'put' | 'list' | 'forget' | 'failNextRead'>;

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A loader of one unit as the function boots it, over a bucket in memory and a real database. */
export function openTestLoader(
  database: TestDatabase,
  unitOrName: BusinessUnit | string,
  /** What a test puts between the loader and its ledger, a bucket that several loaders share, the time that is left. */
  {
    wrap = (ledger) => ledger,
    bucket = new MemoryBucket(),
    remainingMs = () => 900_000,
  }: { wrap?: (ledger: LoadLedger) => LoadLedger; bucket?: TestBucket; remainingMs?: () => number } = {},
) {
  const unit = typeof unitOrName === 'string' ? findBusinessUnit(unitOrName) : unitOrName;
  const rings: string[] = [];
  const deps = {
    unit,
    ledger: wrap(openLoadLedger(database.open(unit, 'loader'), 2)),
    bucket,
    clock: openClock(silent),
    log: silent,
    metrics: { count: () => undefined },
    bell: { ring: async (because: string) => void rings.push(because) },
    holder: databaseRole(unit.name, 'loader'),
    remainingMs,
    reserveMs: 1_000,
  };
  const answer = (doorbell: Doorbell, receiveCount = 1): Promise<DoorbellAnswer> =>
    answerDoorbell(doorbell, { ...deps, signal: new AbortController().signal, receiveCount });
  return {
    unit,
    bucket,
    rings,
    ledger: deps.ledger,
    answer,
    ring: () => answer({ ring: 'test', because: 'a test' }),
    /** Drops a file and answers its event. */
    drop(
      key: string,
      content: string | Uint8Array,
      lastModified?: Date,
      metadata?: Record<string, string>,
    ): Promise<DoorbellAnswer> {
      return answer(announcementOf(bucket.put(key, content, lastModified, undefined, metadata)));
    },
  };
}
