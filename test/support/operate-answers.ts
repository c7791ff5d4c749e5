import type {
  EventView,
  FeedStatus,
  FileResponse,
  FileStanding,
  StatusResponse,
  UnitStatus,
} from '#core/operate/responses.ts';

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
    pending: 0,
    waiting: null,
    halted: null,
    ...parts,
  };
}

export function unitStatus(unit: string, parts: Partial<UnitStatus> = {}): UnitStatus {
  const feeds = ['products', 'channel_nodes', 'attribute_file'].map((feed) => feedStatus(feed));
  return { unit, title: unit.toUpperCase(), loader: null, feeds, alerts: [], ...parts };
}

export function status(parts: Partial<StatusResponse> = {}): StatusResponse {
  return { units: ['bak', 'cefl', 'ecm', 'gem'].map((unit) => unitStatus(unit)), stuck: false, ...parts };
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
    ...parts,
  };
}

export function file(parts: Partial<FileResponse> = {}): FileResponse {
  return { state: 'applied', feed: 'products', progress: null, reason: null, event: event(42), ...parts };
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

/** The envelope of a result. */
export function ok(result: unknown): unknown {
  return { ok: true, result };
}
