import type { ParsedFile } from './parse-key.ts';

/** What the parts of one delivery have in common; null for a file that says it has no parts. */
export function runKey(parsed: ParsedFile): string | null {
  if (parsed.timestamp === null || parsed.part === null) return null;
  return `${parsed.timestamp}.${parsed.kind}.${parsed.run ?? '0'}`;
}
