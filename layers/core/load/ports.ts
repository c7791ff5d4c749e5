import type { Feed } from '../feed.ts';
import type { ObjectVersion } from '../object-version.ts';
import type { Block, StagingTotals } from '../staging/block.ts';

/** One version of one S3 object that a feed recognised, with its place in the order of that feed. */
export type LandedFile = {
  landedFile: number;
  bucket: string;
  key: string;
  versionId: string;
  sizeBytes: number;
  feed: string;
  shape: string;
  kind: 'delta' | 'full';
  /** Timestamp and run that the parts of one delivery share; null without parts. */
  runKey: string | null;
  part: number | null;
  orderKey: string;
  discoveredAt: Date;
  /** An operator let exactly this file delete what the guard would not. */
  deletesAccepted: boolean;
};

/** The pending file that stands first in its feed, and what decides whether its turn has come. */
export type NextFile = LandedFile & {
  /** Numbers of the parts of its run that have landed, itself included. */
  landedParts: number[];
  /** The load in force of an older version of the same key: this file would correct it. */
  correctsLoad: number | null;
  /** It is a part of a full run that was closed, or that would have been but for what is hidden from it. */
  runIsSettled: boolean;
  /** An operator said that it may take its place although later files are in force. */
  lateAccepted: boolean;
};

/** A full run whose parts so far are in force and which is not closed. */
export type OpenRun = {
  fullRun: string;
  /** Numbers of its parts that are in force or were left out; empty for a run of one file without parts. */
  parts: number[];
  /** Its deletes were held back once, and accepted since: it was complete then. */
  withheld: boolean;
  lastPart: LandedFile;
  /** The load in force of the last part. */
  lastLoad: number;
  /** When the newest part was discovered. */
  lastDiscoveredAt: Date;
};

/** The settings of a feed that a load obeys. */
export type FeedPolicy = {
  merge: 'patch' | 'replace';
  /** What becomes of a file whose place is before one in force: folded in there, or halted. */
  late: 'fold' | 'halt';
  holdBackMs: number;
  deletionGuard: number;
  rejectShare: number;
};

/** All that decides what a feed needs next. */
export type FeedFacts = {
  feed: string;
  /** The database's clock when the facts were read. */
  readAt: Date;
  settings: FeedPolicy;
  /** Order keys of the halted files, smallest first. */
  halted: string[];
  /** The greatest order key in force. */
  lastOrderKey: string | null;
  /** The file shape of what is in force. */
  shapeInUse: string | null;
  /** Oldest first. */
  openRuns: OpenRun[];
  next: NextFile | null;
  /** The smallest order key among open marks: what is in force from there on is to be replayed. */
  replayFrom: string | null;
  /** Loads in force of files that were left out since. */
  leftOut: number[];
  /** The first load in force in which nobody has looked for drift. */
  uninspected: number | null;
};

/** A load in force in which nobody has looked for drift, and the feed that declares the attributes of the others. */
export type UninspectedLoad = { loadId: number; feed: Feed; declaring: Feed | null };

/** What an inspection came to. `learns`: the feed is new, and what it has is known from now on. */
export type Inspection = { learns: boolean; found: number; gone: number };

/** A file that a replay stages again, and what is known of it. */
export type ReplayFile = {
  /** The newest version that may take the place. */
  file: LandedFile;
  /** The load in force at its place; null when the file comes into force for the first time. */
  replaces: number | null;
  /** That load is of another version. */
  isCorrection: boolean;
  /** It was staged by an attempt that did not get as far as the switch. */
  staged: StagedLoad | null;
};

/** What a replay will do: the files in order, and every load in force that ends with it. */
export type ReplayPlan = { files: ReplayFile[]; retire: number[] };

/** A staged load that comes into force somewhere in its feed, and the load in force whose place it takes. */
export type EnteringLoad = {
  file: LandedFile;
  staged: StagedLoad;
  replaces: number | null;
  metadata: Record<string, unknown>;
};

/** Another choice of the loads that count: the one operation that changes the past of a feed. */
export type LoadSwitch = {
  feed: string;
  cause: 'late-file' | 'correction' | 'left-out' | 'replay' | 'closing';
  policy: FeedPolicy;
  /** In order. */
  enter: EnteringLoad[];
  /** Loads in force that end, those whose place is taken among them. */
  retire: number[];
  /** A full run that is closed with it. */
  close: string | null;
};

export type SwitchOutcome = { outcome: 'applied' } | Guarded;

/** What is written down of an object that an event, or a listing, announced. */
export type Discovery = {
  object: ObjectVersion;
  versionRank: number;
  place:
    | {
        feed: string;
        shape: string;
        kind: 'delta' | 'full';
        runKey: string | null;
        part: number | null;
        orderKey: string;
      }
    | { ignoredCode: string; ignoredReason: string };
};

export type Registration = 'registered' | 'known' | 'ignored' | 'duplicate';

/** What a load did, or would do, to the records of its feed. */
export type ChangeCounts = { inserted: number; updated: number; unchanged: number; deleted: number };

/** Deletes that the guard did not let pass, of how many live records, and the share that it allows. */
export type GuardVerdict = { deletes: number; live: number; share: number };
export type ApplyOutcome =
  | {
      outcome: 'applied';
      event: number;
      counts: ChangeCounts;
      /** A full run was complete, and what it has not was kept: what is hidden from it could be among that. */
      withheld: boolean;
    }
  | Guarded;

/** Nothing was changed: the guard did not let the deletes of this file, or of the run that it completes, pass. */
export type Guarded = { outcome: 'guarded'; file: LandedFile; guard: GuardVerdict };

export type StagedLoad = {
  loadId: number;
  totals: StagingTotals;
  stagingMs: number;
  /** The load from whose history it was staged, because the bucket no longer had the file. */
  stagedFrom?: number | undefined;
};

/** How far staging is, for whoever watches. */
export type StagingProgress = { rows: number; sourceBytes: number };

/** The ledger, the history and the state of one business unit. Every write is refused once the epoch is not the newest. */
export interface LoadLedger {
  /** Every known version of a key, oldest first. */
  findVersions(bucket: string, key: string): Promise<{ landedFile: number; versionId: string }[]>;
  register(discovery: Discovery, ranks: ReadonlyMap<string, number>): Promise<Registration>;
  /** Takes back the halt of a file, if it is halted: the next loader tries it once more. True when it was. */
  resume(bucket: string, key: string, versionId: string, because: string): Promise<boolean>;
  /** Whether this version is halted now. */
  isHalted(bucket: string, key: string, versionId: string): Promise<boolean>;

  /** The new epoch, or null while another loader holds the unit. Ends what older epochs left behind. */
  claim(holder: string): Promise<number | null>;
  /** Keeps the lease and notes how far staging is. False: the lease is lost. */
  beat(epoch: number, loadId: number | null, progress: StagingProgress): Promise<boolean>;
  readFeeds(): Promise<FeedFacts[]>;
  /** Gives the lease back if `nothingDue` holds for what the ledger says under its lock. */
  release(epoch: number, nothingDue: (facts: FeedFacts[]) => boolean): Promise<boolean>;

  startLoad(epoch: number, file: LandedFile, metadata: Record<string, unknown>): Promise<number>;
  /** Takes the load back and begins the file anew, without another event. */
  restartLoad(epoch: number, file: LandedFile, loadId: number): Promise<number>;
  /** Writes down when the pull began that made the file. False: not before it landed, so it is not believed. */
  notePull(epoch: number, file: LandedFile, began: Date): Promise<boolean>;
  /**
   * Stages blocks; comes back with the number of lines that PostgreSQL itself refused.
   * @throws InvalidInput `value-refused` when it refuses one and the staging was not `careful`
   */
  stage(
    epoch: number,
    target: { loadId: number; feed: string; careful: boolean },
    blocks: AsyncIterable<Block>,
    signal: AbortSignal,
  ): Promise<number>;
  /** Folds the staged lines onto the state and puts the load in force; a snapshot also closes its own run. */
  apply(
    epoch: number,
    file: LandedFile,
    staged: StagedLoad,
    policy: FeedPolicy,
    metadata: Record<string, unknown>,
  ): Promise<ApplyOutcome>;
  /** Deletes what no part of the run has, and from then on the run resets its feed. For the newest run of a feed. */
  closeRun(epoch: number, run: OpenRun, policy: FeedPolicy): Promise<ApplyOutcome>;
  /** What is to be staged for a replay of a feed from an order key on. */
  planReplay(feed: string, from: string): Promise<ReplayPlan>;
  /** Keeps a load that is staged completely until its replay switches, whoever holds the unit then. */
  keepStaged(epoch: number, staged: StagedLoad): Promise<void>;
  /**
   * Stages a load again from the history of another one, for a file that the bucket no longer has.
   * @returns its totals, which are those of the other load
   */
  restage(epoch: number, loadId: number, from: number): Promise<StagingTotals>;
  /** One transaction: other loads count from now on, and every record that this touches is folded again. */
  switchLoads(epoch: number, change: LoadSwitch): Promise<SwitchOutcome>;
  /** Looks for drift in a load in force and raises the alert about it. */
  inspect(epoch: number, load: UninspectedLoad): Promise<Inspection>;
  /** Looks for none in a load in which that fails, with an alert. */
  passOver(epoch: number, load: UninspectedLoad, reason: string): Promise<void>;
  halt(epoch: number, file: LandedFile, loadId: number | null, halt: Halt): Promise<void>;
  markDuplicate(epoch: number, file: NextFile, loadId: number): Promise<void>;
  /** The sha256 of the bytes that a load in force was staged from. */
  readSha256(loadId: number): Promise<string | null>;
}

/** Why a file stops its feed, and what the counts were when it did. */
export type Halt = {
  code: string;
  message: string;
  totals: StagingTotals | null;
  /** The figures of a tripped deletion guard. */
  guard?: GuardVerdict | undefined;
};

/** What one version of an object holds. */
export type ObjectContent = {
  /** Ends with `Unavailable` when the bytes stop flowing. */
  body: AsyncIterable<Uint8Array>;
  /** What whoever put it there wrote beside it; names in lower case. */
  metadata: Readonly<Record<string, string>>;
};

/** The landing bucket, by version. */
export interface LandingBucket {
  read(
    object: { bucket: string; key: string; versionId: string },
    signal: AbortSignal,
  ): Promise<ObjectContent>;
  /** Every version of exactly this key, oldest first, delete markers left out. */
  listVersions(bucket: string, key: string): Promise<ObjectVersion[]>;
}

/** The doorbell of the unit. */
export interface Bell {
  ring(because: string): Promise<void>;
}

export interface Clock {
  nowMs(): number;
  /** Calls back every `everyMs` until stopped. */
  every(everyMs: number, work: () => Promise<void>): { stop(): void };
}

/** Counts that become metrics. */
export interface Metrics {
  count(
    name:
      | 'FilesApplied'
      | 'FilesHalted'
      | 'LinesLoaded'
      | 'LinesRejected'
      | 'LoadSeconds'
      | 'WriteBacksDone'
      | 'WriteBacksFailed',
    value: number,
  ): void;
}

export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}
