import type { Cell } from './csv-records.ts';

/** Cells as `COPY … CSV` writes them: quotes tell a text from a missing value. */
export function encodeCells(cells: readonly Cell[], nullText: string): string {
  return cells
    .map((cell) => {
      if (cell === null) return nullText;
      const isPlain = cell !== nullText && !/[",\r\n]|^\\\.$/.test(cell);
      return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
    })
    .join(',');
}
