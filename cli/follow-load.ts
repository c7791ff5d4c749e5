import type { EventView, FileResponse, HaltedFile } from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';
import { followFile } from './follow-file.ts';
import { startWatch } from './start-watch.ts';

/** How far a file is, for whoever watches. */
export type LoadPhase =
  | { phase: 'uploading'; bytes: number; totalBytes: number; seconds: number }
  | { phase: 'waiting'; reason: string; seconds: number }
  /** `seconds` is how long the rows took that are staged, however long ago that was. */
  | { phase: 'loading'; rows: number; bytes: number; totalBytes: number; seconds: number };

/** What became of a file. `seconds` is from when somebody began to wait for it to its end. */
export type LoadResult = {
  key: string;
  versionId: string | null;
  state: FileResponse['state'];
  inForce: boolean;
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

/**
 * Follows an object of the landing bucket to its end.
 * @param elapsed seconds since somebody began to wait
 */
export async function followLoad(
  stack: Stack,
  unit: string,
  object: { key: string; versionId: string | null; sizeBytes: number },
  elapsed: () => number,
  onProgress: (phase: LoadPhase) => void,
): Promise<LoadResult> {
  const { key, versionId, sizeBytes } = object;
  const describePoll = startPollWatch();
  const { file, behind } = await followFile(stack, { unit, ...object }, (poll) =>
    onProgress(describePoll(poll)),
  );
  const { state, inForce, feed, reason, event } = file;
  return { key, versionId, sizeBytes, state, inForce, feed, seconds: elapsed(), reason, behind, event };
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
