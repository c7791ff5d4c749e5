import type { FeedFacts, Log } from '../load/ports.ts';
import type { BusinessUnit } from '../business-unit.ts';
import type { ObjectVersion } from '../object-version.ts';
import type { MissingVersion } from './bucket-report.ts';

/** A stretch of keys below a prefix: behind one key, up to another one; null: to the end. */
export type KeyRange = { prefix: string; after: string; through: string | null };

/** The ledger of one unit, read only. */
export interface LandingLedger {
  readFeeds(): Promise<FeedFacts[]>;
  /** `stale`: its loader has not been heard of for longer than a lease lasts. */
  readLease(): Promise<'free' | 'held' | 'stale'>;
  /** Those of the objects that the ledger does not know. */
  findUnregistered(objects: readonly ObjectVersion[]): Promise<ObjectVersion[]>;
  listStaleFeeds(): Promise<StaleFeed[]>;
  readGauges(): Promise<UnitGauges>;
  /** The ledger's own clock. */
  readNow(): Promise<Date>;
  /** Files of a feed in a stretch of keys that are none of the objects, if the ledger knew them before that time. */
  findMissing(
    range: KeyRange,
    objects: readonly ObjectVersion[],
    knownBefore: Date,
  ): Promise<MissingVersion[]>;
}

/** The landing bucket, as far as listing goes. Delete markers are no versions. */
export interface BucketListing {
  /** Every version below a prefix in the byte order of the keys, in pages. */
  list(prefix: string): AsyncIterable<ObjectVersion[]>;
  /** The folders at the top (`bak/`), and the objects that lie beside them. */
  listTop(): Promise<{ folders: string[]; objects: ObjectVersion[] }>;
}

/** Notes of a run in the unit it is about: begun, then how it ended. */
export interface RunNotes {
  begin(unit: BusinessUnit, kind: 'reconcile'): Promise<number>;
  end(unit: BusinessUnit, run: number, counts: Record<string, number>, error: string | null): Promise<void>;
}

/** A feed whose newest file in force landed longer ago than its cadence; times and intervals as words. */
export type StaleFeed = { feed: string; key: string; landed: string; cadence: string };

/** Alerts about data that has stopped. */
export interface FreshnessNotes {
  /** Notes exactly these feeds of the unit: those that are new raise an alert, those that are over resolve it. */
  note(unit: BusinessUnit, stale: readonly StaleFeed[]): Promise<void>;
}

/** How a unit stands: what graphs show and alarms watch. */
export type UnitGauges = {
  haltedFiles: number;
  openAlerts: number;
  /** The feeds that have files waiting, and how long the oldest has. */
  pending: readonly { feed: string; files: number; oldestSeconds: number }[];
  /** Since the newest export that was published; null: there is none yet. */
  exportAgeSeconds: number | null;
  /** Write-backs that wait, and since when the oldest does; null: none does. */
  writeBacks: number;
  oldestWriteBackSeconds: number | null;
};

/** Where gauges go. */
export interface Gauges {
  note(unit: BusinessUnit, gauges: UnitGauges): void;
  /** How many alerts are open about what belongs to no unit. */
  noteAlertsOfNoUnit(open: number): void;
}

/** What lies under no unit's prefix, and the alerts about it. */
export interface UnroutedNotes {
  /** Notes exactly these objects: those that are new raise an alert, those that are gone resolve it. */
  note(objects: readonly ObjectVersion[]): Promise<void>;
  /** Those that nobody has resolved yet. */
  countOpenAlerts(): Promise<number>;
}

export type ReconcileDeps = {
  unit: BusinessUnit;
  ledger: LandingLedger;
  bucket: BucketListing;
  ring(because: string): Promise<void>;
  /** Rings as if the object had just landed. */
  announce(object: ObjectVersion): Promise<void>;
  runs: RunNotes;
  freshness: FreshnessNotes;
  gauges: Gauges;
  log: Log;
};
