import type { ConfigurationProblem, ExportConfiguration } from './configuration.ts';
import type { CompiledCsv, CsvPlan } from './csv-plan.ts';
import type { ExportedFile, LateFeed } from './manifest.ts';

/** The rows of one statement as CSV without a header, LF at their ends; `rows` is known when the bytes are over. */
export type RowStream = { bytes: AsyncIterable<Uint8Array>; rows(): number };

/** One of the connections that share the snapshot of a run. */
export interface ExportLane {
  /** @param nullText how a missing value is written */
  copyOut(sql: string, nullText: string): RowStream;
  /** How many rows a check found, and one of them for people. */
  find(sql: string): Promise<{ found: number; example: string | null }>;
}

/** One moment of a unit's data, which every statement of a run sees. */
export interface ExportSnapshot {
  lanes: readonly ExportLane[];
  asOfEvent: string | null;
  lateFeeds: readonly LateFeed[];
  configuration: ExportConfiguration;
  configurationHash: string;
  problems: readonly ConfigurationProblem[];
  plans: readonly CsvPlan[];
  /**
   * Makes sure that nobody took the run for dead meanwhile: its connection still holds its row.
   * @throws Unavailable when it is lost
   */
  confirm(): Promise<void>;
}

/** What a run wants to see: everything now, or what there was. */
export type SnapshotRequest = { run: number; asOf: string | null; configurationOf: number | null };

/** How a run ended, for its row. */
export type RunResult = { counts: Record<string, unknown>; error: string | null };

/** The rows that tell of runs, each call a transaction of its own. */
export interface ExportRuns {
  /**
   * Begins a run unless one is under way, and says which others were found dead: they are failed now.
   */
  begin(scope: string): Promise<{ run: number; abandoned: readonly number[] } | { underWay: number | null }>;
  /** Whether the night's run of the last hours was published. */
  isPublishedSince(hours: number): Promise<boolean>;
  /** The rows of each CSV in the newest published run. */
  readUsualRows(): Promise<ReadonlyMap<string, number>>;
  noteFile(run: number, file: ExportedFile): Promise<void>;
  /** Ends a run whose snapshot is lost. */
  fail(run: number, error: string): Promise<void>;
  /** Failed runs whose objects nobody has removed, or found to be a whole set. */
  listUntidied(): Promise<readonly number[]>;
  markTidied(run: number): Promise<void>;
  raise(code: string, message: string): Promise<void>;
  resolve(): Promise<void>;
}

/** The way into the database of one unit for a run. */
export interface ExportStore {
  runs: ExportRuns;
  /**
   * Does the work of a run in one snapshot. The run's row is locked as long, so that nobody takes it for dead, and ends
   * in the same transaction.
   * @throws OutOfOrder `run-taken-over` when another took it for dead before it was locked
   */
  inSnapshot<T>(
    request: SnapshotRequest,
    work: (snapshot: ExportSnapshot) => Promise<{ value: T; result: RunResult }>,
  ): Promise<T>;
}

/** The exports bucket. */
export interface ExportsBucket {
  /** @throws NotFound `object-missing` */
  read(key: string): AsyncIterable<Uint8Array>;
  /** Writes an object as its bytes come; nothing is there before the last. */
  write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  writeJson(key: string, value: unknown): Promise<void>;
  readJson(key: string): Promise<{ value: unknown; etag: string } | null>;
  /** Writes it where `etag` is still what is there, null: nothing; false when somebody else was first. */
  replaceJson(key: string, value: unknown, etag: string | null): Promise<boolean>;
  copy(from: string, to: string): Promise<void>;
  remove(key: string): Promise<void>;
  list(prefix: string): Promise<readonly string[]>;
}

export type CompileCsv = (plan: CsvPlan) => CompiledCsv;
