import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventsResponse,
  StatusResponse,
  type EventView,
  type FeedReplay,
  type FeedStatus,
  type HaltedFile,
  type ReplayResponse,
} from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';
import type { LoadPhase } from './follow-load.ts';
import { startWatch } from './start-watch.ts';

/** What became of one feed in a replay. The counts are those of its files, each at its place. */
export type ReplayedFeed = {
  feed: string;
  files: number;
  inserted: number;
  updated: number;
  unchanged: number;
  deleted: number;
  rejected: number;
  /** Files that were left out. */
  without: string[];
  before: { live: number; stateHash: string };
  after: { live: number; stateHash: string };
  /** What it cannot get past: then nothing of the feed has changed. */
  halted: HaltedFile | null;
};
export type ReplayResult = { unit: string; event: string | null; seconds: number; feeds: ReplayedFeed[] };

const pollMs = 200;
const page = 1000;

/** Follows a replay until no mark is open any more, or until a file stops what is left of it. */
export async function followReplay(
  stack: Stack,
  unit: string,
  begun: ReplayResponse,
  onProgress: (phase: LoadPhase) => void,
): Promise<ReplayResult> {
  const elapsed = startWatch();
  const names = begun.feeds.map(({ feed }) => feed);
  for (;;) {
    const feeds = (await readFeeds(stack, unit)).filter(({ feed }) => names.includes(feed));
    const open = feeds.filter(({ replay }) => replay !== null && replay.halted === null);
    if (open.length === 0) {
      const events = await readEvents(stack, unit, begun.event ?? '0');
      const replayed = begun.feeds.map((planned) => describeFeed(planned, feeds, events));
      return { unit, event: begun.event, seconds: elapsed(), feeds: replayed };
    }
    onProgress({ phase: 'waiting', reason: describeProgress(open), seconds: elapsed() });
    await sleep(pollMs);
  }
}

async function readFeeds(stack: Stack, unit: string): Promise<FeedStatus[]> {
  const { units } = await stack.ask({ verb: 'status', unit }, StatusResponse);
  return units.flatMap(({ feeds }) => feeds);
}

function describeProgress(open: readonly FeedStatus[]): string {
  const sum = (count: 'files' | 'staged'): number =>
    open.reduce((total, { replay }) => total + (replay?.[count] ?? 0), 0);
  const [staged, files] = [sum('staged'), sum('files')];
  return staged < files ? `${staged} of ${files} files staged` : 'all files staged, switching to them';
}

/** Everything that was written since the replay was asked for. */
async function readEvents(stack: Stack, unit: string, since: string): Promise<EventView[]> {
  const found: EventView[] = [];
  for (let after = since; ;) {
    const { events } = await stack.ask({ verb: 'events', unit, after, limit: page }, EventsResponse);
    found.push(...events);
    const last = events.at(-1);
    if (last === undefined || events.length < page) return found;
    after = last.id;
  }
}

function describeFeed(
  planned: FeedReplay,
  feeds: readonly FeedStatus[],
  events: readonly EventView[],
): ReplayedFeed {
  const { feed, without } = planned;
  const status = feeds.find((candidate) => candidate.feed === feed);
  const files = events.filter(
    ({ eventType, entityType, metadata }) =>
      eventType === 'file_complete' && entityType === feed && metadata['replay'] === true,
  );
  const closings = events.filter(
    ({ eventType, entityType }) => eventType === 'full_closed' && entityType === feed,
  );
  const sum = (count: 'inserted' | 'updated' | 'unchanged' | 'deleted' | 'rejected'): number =>
    [...files, ...closings].reduce((total, event) => total + (event[count] ?? 0), 0);
  return {
    feed,
    files: files.length,
    ...{ inserted: sum('inserted'), updated: sum('updated'), unchanged: sum('unchanged') },
    ...{ deleted: sum('deleted'), rejected: sum('rejected') },
    without,
    before: { live: planned.live, stateHash: planned.stateHash },
    after: { live: status?.live ?? planned.live, stateHash: status?.stateHash ?? planned.stateHash },
    halted: status?.replay?.halted ?? null,
  };
}
