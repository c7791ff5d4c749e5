import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { EventView, FileResponse, HaltedFile } from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';
import type { FileToLoad } from './files/find-files.ts';
import { followFile } from './follow-file.ts';

/** How far a file is, for whoever watches. */
export type LoadPhase =
  | { phase: 'uploading'; bytes: number; totalBytes: number; seconds: number }
  | { phase: 'waiting'; reason: string; seconds: number }
  /** `seconds` is how long the rows took that are staged, however long ago that was. */
  | { phase: 'loading'; rows: number; bytes: number; totalBytes: number; seconds: number };

/** What became of a file that was dropped. `seconds` is from the first byte of the upload to its end. */
export type LoadResult = {
  key: string;
  versionId: string | null;
  state: FileResponse['state'];
  feed: string | null;
  sizeBytes: number;
  seconds: number;
  reason: string | null;
  behind: HaltedFile | null;
  event: EventView | null;
};

/** After this long without an event there may be none. */
const eventIsLateSeconds = 30;
const eventIsLate =
  'no event has named it yet; if none does, a listing of the bucket finds it within 15 minutes';

/** Drops one file in the landing bucket and follows it to its end. */
export async function loadOneFile(
  stack: Stack,
  unit: string,
  file: FileToLoad,
  onProgress: (phase: LoadPhase) => void,
): Promise<LoadResult> {
  const { key, sizeBytes } = file;
  const elapsed = startWatch();
  // An empty stream has no chunk to send, so an empty file is sent as an empty body.
  const body = sizeBytes === 0 ? Readable.from([Buffer.alloc(0)]) : createReadStream(file.path);
  onProgress({ phase: 'uploading', bytes: 0, totalBytes: sizeBytes, seconds: 0 });
  const { versionId } = await stack.drop({ key, body, sizeBytes }, (bytes) =>
    onProgress({ phase: 'uploading', bytes, totalBytes: sizeBytes, seconds: elapsed() }),
  );
  const describePoll = startPollWatch();
  const end = await followFile(stack, { unit, key, versionId }, (poll) => onProgress(describePoll(poll)));
  const { state, feed, reason, event } = end.file;
  return { key, versionId, state, feed, sizeBytes, seconds: elapsed(), reason, behind: end.behind, event };
}

function startPollWatch(): (file: FileResponse) => LoadPhase {
  const elapsed = startWatch();
  let staged = { bytes: 0, seconds: 0 };
  return ({ state, progress, reason }) => {
    const seconds = elapsed();
    if (state === 'loading' && progress) {
      if (progress.bytes !== staged.bytes) staged = { bytes: progress.bytes, seconds };
      return { phase: 'loading', ...progress, seconds: staged.seconds };
    }
    const isLate = state === 'unknown' && seconds > eventIsLateSeconds;
    return { phase: 'waiting', reason: reason ?? (isLate ? eventIsLate : 'waits for its turn'), seconds };
  };
}

function startWatch(): () => number {
  const startedMs = performance.now();
  return () => (performance.now() - startedMs) / 1000;
}
