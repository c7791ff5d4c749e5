import { Unavailable } from '#core/errors.ts';
import type { RemoteAnswer } from './call-destination.ts';

/** A hundred records of the fields that we ask for come to a hundredth of it. */
const largestBytes = 4 * 1024 * 1024;

/**
 * The answer as JSON. Of a 429 and a 401 the status says it all, so that the body may be anything.
 * @throws Unavailable `destination-unavailable`, `unreadable-answer`
 */
export async function readAnswer(title: string, response: Response): Promise<RemoteAnswer> {
  const { status, headers } = response;
  const bytes = await readBytes(title, response);
  if (status >= 500 || status === 408) {
    throw new Unavailable('destination-unavailable', `${title} answers ${status}. It is tried again.`, {
      status,
    });
  }
  const body = parseJson(bytes);
  if (body === undefined && status !== 429 && status !== 401) {
    const type = headers.get('content-type') ?? 'no type';
    throw unreadable(title, status, `is no JSON but ${type}, ${bytes.length} bytes`);
  }
  return { status, headers, body };
}

async function readBytes(title: string, { status, body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > largestBytes) throw unreadable(title, status, `has more than ${largestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** An answer that nothing can be made of: whether a write was taken is unknown. */
export function unreadable(title: string, status: number, what: string): Unavailable {
  return new Unavailable(
    'unreadable-answer',
    `The answer of ${title} (${status}) ${what}. It is tried again.`,
    {
      status,
    },
  );
}
