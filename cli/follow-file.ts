import { setTimeout as sleep } from 'node:timers/promises';
import { FileResponse, StatusResponse, type FeedStatus, type HaltedFile } from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';

type LandedObject = { unit: string; key: string; versionId: string | null };

/** How a landed file ended; `behind` is the halted file that it has to wait for. */
export type FileEnd = { file: FileResponse; behind: HaltedFile | null };

const firstPollMs = 50;
const lastPollMs = 500;
/** Polls after which a file that still waits is worth asking what it waits for. */
const pollsUntilDoubt = 8;

const ends: ReadonlySet<FileResponse['state']> = new Set([
  'applied',
  'halted',
  'skipped',
  'ignored',
  'duplicate',
  'superseded',
]);

const waits: ReadonlySet<FileResponse['state']> = new Set(['pending', 'replaying', 'leaving']);

/** Asks how far a landed file is until it is done, or until it waits for something that only a person can clear. */
export async function followFile(
  stack: Stack,
  object: LandedObject,
  onPoll: (file: FileResponse) => void,
): Promise<FileEnd> {
  const { unit, key } = object;
  const versionId = object.versionId ?? undefined;
  let pollMs = firstPollMs;
  let waitsFor: string | null = null;
  for (let polls = 1; ; polls += 1) {
    const file = await stack.ask({ verb: 'file', unit, key, versionId }, FileResponse);
    if (ends.has(file.state)) return { file, behind: null };
    if (waits.has(file.state) && polls % pollsUntilDoubt === 0) {
      const feed = await readFeed(stack, unit, file.feed);
      const behind = findBlocker(file, feed);
      if (behind) return { file, behind };
      waitsFor = feed?.waiting?.reason ?? null;
    }
    onPoll({ ...file, reason: file.reason ?? waitsFor });
    await sleep(pollMs);
    pollMs = Math.min(pollMs * 1.3, lastPollMs);
  }
}

/** A change of the past goes on behind a halted file, unless that one stops a replay. */
function findBlocker({ state }: FileResponse, feed: FeedStatus | undefined): HaltedFile | null {
  if (state === 'pending' && feed?.halted) return feed.halted;
  return feed?.replay?.halted ?? null;
}

async function readFeed(stack: Stack, unit: string, name: string | null): Promise<FeedStatus | undefined> {
  const { units } = await stack.ask({ verb: 'status', unit }, StatusResponse);
  return units.flatMap(({ feeds }) => feeds).find(({ feed }) => feed === name);
}
