import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { Problem } from './problem.ts';

/** Where a page ended: its sort, and the place of its last item in that order. */
const Cursor = z.tuple([z.string(), z.string()]);

/**
 * The place behind which a list goes on. Statements write the cursors (`page_cursor`); to clients they are opaque.
 * @throws Problem `invalid-cursor` when it is none of ours, or one of another sort
 */
export function readCursor(cursor: string, sort: string): string {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) {
    throw new Problem('invalid-cursor', 'The cursor is none that an answer gave. Begin again without one.');
  }
  const [sortedBy, place] = parsed.data;
  // PostgreSQL has no text with this character.
  if (sortedBy === sort && !place.includes('\0')) return place;
  throw new Problem(
    'invalid-cursor',
    `The cursor goes on in a list sorted by "${sortedBy}", not "${sort}". Ask with the sort that it comes from.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
