const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Ends the rows of a CSV with CR LF in place of LF. A line feed inside quotes belongs to a value and stays as it is. The
 * state lives from chunk to chunk: a value may lie across two.
 */
export function createLineEnder(): (chunk: Uint8Array) => Uint8Array {
  let isQuoted = false;
  return (chunk) => {
    const result = new Uint8Array(chunk.length * 2);
    let length = 0;
    for (const byte of chunk) {
      if (byte === quote) isQuoted = !isQuoted;
      if (byte === lineFeed && !isQuoted) result[length++] = carriageReturn;
      result[length++] = byte;
    }
    return result.subarray(0, length);
  };
}

/** One row of texts as CSV (RFC 4180), quoted only where it must be, without an end. */
export function encodeRow(values: readonly string[]): string {
  return values
    .map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join(',');
}
