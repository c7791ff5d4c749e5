import type { RecordDifference } from './responses.ts';

const columns = ['deleted', 'data', 'source file', 'line', 'hash'] as const;
type Columns = Record<(typeof columns)[number], string | null>;

/** One record as it is kept and as its history says, column by column. */
export type ComparedRecord = {
  id: string;
  is_kept: boolean;
  is_folded: boolean;
  kept: Columns;
  folded: Columns;
};

const contextBefore = 30;
const contextAfter = 60;

/** In what a record differs from its history. Of long texts it shows where they part. */
export function describeDifference({
  id,
  is_kept: isKept,
  is_folded: isFolded,
  kept,
  folded,
}: ComparedRecord): RecordDifference {
  if (isKept !== isFolded) {
    const excerptOf = (side: Columns): string => cut(side.data ?? '', 0);
    const disagreement = {
      what: 'record',
      kept: isKept ? excerptOf(kept) : null,
      folded: isFolded ? excerptOf(folded) : null,
    } as const;
    return { id, disagreements: [disagreement] };
  }
  return {
    id,
    disagreements: columns
      .filter((what) => kept[what] !== folded[what])
      .map((what) => ({ what, ...excerpts(kept[what], folded[what]) })),
  };
}

function excerpts(
  kept: string | null,
  folded: string | null,
): { kept: string | null; folded: string | null } {
  if (kept === null || folded === null) return { kept, folded };
  const from = Math.max(0, firstDifference(kept, folded) - contextBefore);
  return { kept: cut(kept, from), folded: cut(folded, from) };
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function cut(text: string, from: number): string {
  const to = from + contextBefore + contextAfter;
  if (text.length <= contextBefore + contextAfter) return text;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
