import { createHash } from 'node:crypto';

/** Twelve hexadecimal digits that stand for a text: short enough for a folder's name. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
