import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}

/** @throws BodyTooLarge */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    // Read to its end all the same: a client that still writes does not read the answer.
    if (sizeBytes <= limitBytes) chunks.push(chunk);
  }
  if (sizeBytes > limitBytes) {
    throw new BodyTooLarge(
      `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}
