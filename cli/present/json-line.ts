/** One result for a script: one JSON document on one line. */
export function jsonLine(result: unknown): string {
  return `${JSON.stringify(result)}\n`;
}
