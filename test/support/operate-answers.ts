import type {
  EventView,
  FeedReplay,
  FeedStatus,
  FileResponse,
  FileStanding,
  ReplayResponse,
  StatusResponse,
  UnitStatus,
  VerifyResponse,
} from '#core/operate/responses.ts';
import type { BucketReport } from '#core/reconcile/bucket-report.ts';

/** Answers of `operate` with made contents; every part can be replaced. */
export function feedStatus(feed: string, parts: Partial<FeedStatus> = {}): FeedStatus {
  return {
    feed,
    live: 133,
    stateHash: '0'.repeat(64),
    lastApplied: {
      file: 'bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl',
      at: '2026-03-03T08:07:02.000Z',
      event: '41',
    },
    freshness: {
      last_applied_at: '2026-03-03T08:07:02.000Z',
      expected_every: 'P1D',
      is_stale: false,
      lag: 'PT2M',
    },
    pending: 0,
    waiting: null,
    halted: null,
    replay: null,
    ...parts,
  };
}

export function unitStatus(unit: string, parts: Partial<UnitStatus> = {}): UnitStatus {
  const feeds = ['products', 'channel_nodes', 'attribute_file'].map((feed) => feedStatus(feed));
  return { unit, title: unit.toUpperCase(), loader: null, feeds, alerts: [], writeBacks: [], ...parts };
}

export function status(parts: Partial<StatusResponse> = {}): StatusResponse {
  return {
    units: ['bak', 'cefl', 'ecm', 'gem'].map((unit) => unitStatus(unit)),
    alerts: [],
    stuck: false,
    ...parts,
  };
}

export function event(id: number, parts: Partial<EventView> = {}): EventView {
  return {
    id: String(id),
    eventTime: '2026-03-03T08:07:02.000Z',
    eventType: 'file_complete',
    sourceFile: 'bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl',
    entityType: 'products',
    processed: 1204,
    inserted: 944,
    updated: 12,
    unchanged: 241,
    deleted: 3,
    rejected: 4,
    errorMessage: null,
    metadata: { staging_ms: 300, apply_ms: 120 },
    replayDate: null,
    replacesEvent: null,
    ...parts,
  };
}

export function file(parts: Partial<FileResponse> = {}): FileResponse {
  return {
    state: 'applied',
    inForce: (parts.state ?? 'applied') === 'applied',
    feed: 'products',
    progress: null,
    reason: null,
    event: event(42),
    ...parts,
  };
}

/** A file that the deletion guard halted. */
export function standing(parts: Partial<FileStanding> = {}): FileStanding {
  return {
    file: 'bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl',
    event: '42',
    versionId: 'v1',
    sizeBytes: 1000,
    feed: 'products',
    state: 'halted',
    inForce: false,
    hasNewer: false,
    halt: {
      code: 'deletion-guard',
      message: 'It would delete 60 of the 100 live records of its feed; the guard allows 20 %.',
      since: '2026-03-03T08:07:02.000Z',
      event: '42',
      guard: { deletes: 60, live: 100, share: 0.2 },
    },
    withheld: null,
    skipped: null,
    laterInForce: 0,
    laterPending: 2,
    ...parts,
  };
}

/** A replay of two files, one left out. */
export function replay(parts: Partial<FeedReplay> = {}): ReplayResponse {
  const feed = {
    feed: 'products',
    files: 2,
    firstFile: 'bak/PRODUCT/2026/03/ecommerce_20260303080200.jsonl',
    lastFile: 'bak/PRODUCT/2026/03/ecommerce_20260303080300.jsonl',
    without: ['bak/PRODUCT/2026/03/ecommerce_20260303080250.jsonl'],
    ids: 1204,
    expectedSeconds: 1.5,
    live: 133,
    stateHash: '1'.repeat(64),
    halted: null,
  };
  return { from: { event: '42', file: feed.firstFile }, feeds: [{ ...feed, ...parts }], event: null };
}

/** A feed that agrees with its history. */
export function verified(parts: Partial<VerifyResponse> = {}): VerifyResponse {
  const totals = { live: 133, stateHash: '1'.repeat(64) };
  return {
    feed: 'products',
    ...{ loads: 3, records: 140, different: 0, differences: [] },
    ...{ kept: totals, folded: totals, seconds: 0.5 },
    ...parts,
  };
}

/** A bucket that agrees with the ledger. */
export function bucketReport(parts: Partial<BucketReport> = {}): BucketReport {
  const none = { count: 0, first: [] };
  return { unit: 'bak', listed: 7, unregistered: none, missing: none, unrouted: none, ...parts };
}

/** The envelope of a result. */
export function ok(result: unknown): unknown {
  return { ok: true, result };
}
