import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Stack } from './connect-stack.ts';
import type { FileToLoad } from './files/find-files.ts';
import { followLoad, type LoadPhase, type LoadResult } from './follow-load.ts';
import { startWatch } from './start-watch.ts';

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
  return followLoad(stack, unit, { key, versionId, sizeBytes }, elapsed, onProgress);
}
