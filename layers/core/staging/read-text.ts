import { InvalidInput } from '#core/errors.ts';

/** Some bytes of a text and where they begin in its stream. */
export type TextPiece = { offset: number; bytes: Buffer };

/** About how much a block of records comes from. */
export const blockBytes = 512 * 1024;

/** As many bytes as the longest of the signatures below. */
const signatureBytes = 4;

/**
 * The pieces of a UTF-8 text, none larger than a block, without a byte-order mark in front.
 * @throws InvalidInput `utf16-file`, `unexpected-gzip`: what the first bytes give away
 */
export async function* readText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextPiece> {
  let head: Buffer | null = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    if (head === null) {
      yield* slices(asBuffer(chunk), offset);
      offset += chunk.length;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < signatureBytes) continue;
    yield* slices(...withoutMark(head));
    offset = head.length;
    head = null;
  }
  if (head !== null) yield* slices(...withoutMark(head));
}

function* slices(bytes: Buffer, offset: number): Generator<TextPiece> {
  for (let at = 0; at < bytes.length; at += blockBytes) {
    yield { offset: offset + at, bytes: bytes.subarray(at, at + blockBytes) };
  }
}

/** @returns the text and where it begins */
function withoutMark(head: Buffer): [Buffer, number] {
  const signature = head.toString('hex', 0, signatureBytes);
  if (/^(?:fffe|feff|0000feff)/.test(signature)) {
    throw new InvalidInput('utf16-file', 'The file is UTF-16 or UTF-32. Export it again as UTF-8.');
  }
  if (signature.startsWith('1f8b')) {
    const message = 'Its lines are gzip. Name the file .jsonl.gz, and compress it once only.';
    throw new InvalidInput('unexpected-gzip', message);
  }
  return signature.startsWith('efbbbf') ? [head.subarray(3), 3] : [head, 0];
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
