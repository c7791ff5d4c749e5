import type { Readable } from 'node:stream';
import { Unavailable } from '#core/errors.ts';
import { translateAwsError } from './translate-aws-error.ts';

/** A body that brings nothing for this long will not bring any more. */
const stallMs = 30_000;

/** The bytes of a body, watched: a body that stalls, breaks off or ends early is `Unavailable`, never a short file. */
export async function* watchBody(
  what: string,
  body: Readable,
  sizeBytes: number | null,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const stalled = new Unavailable('body-stalled', `${what}: nothing came for ${stallMs / 1000} s.`);
  let timer = setTimeout(() => body.destroy(stalled), stallMs);
  const stop = (): void => void body.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', stop, { once: true });
  let receivedBytes = 0;
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      receivedBytes += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
      timer = setTimeout(() => body.destroy(stalled), stallMs);
    }
  } catch (error) {
    throw translateAwsError(what, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    body.destroy();
  }
  if (sizeBytes !== null && receivedBytes !== sizeBytes) {
    throw new Unavailable('body-cut', `${what}: ${receivedBytes} of ${sizeBytes} bytes came.`);
  }
}
