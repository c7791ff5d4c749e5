/** A column: its heading, on which side its cells stand, and how they look. */
export type Column = { heading: string; align?: 'right'; paint?: (cell: string) => string };

/** What stands between two columns. */
export const columnGap = '  ';

/** Rows under headings, each column as wide as its widest cell. Headings all empty: no heading line. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const headings = columns.map((column) => column.heading);
  const hasHeadings = headings.some((heading) => heading !== '');
  const lines = hasHeadings ? [headings, ...rows] : rows;
  const widths = measure(columns, rows);
  return lines.map((cells, lineIndex) => {
    const isHeading = hasHeadings && lineIndex === 0;
    return columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const padding = ' '.repeat((widths[index] ?? 0) - cell.length);
        const painted = isHeading || cell === '' || !column.paint ? cell : column.paint(cell);
        return column.align === 'right' ? padding + painted : painted + padding;
      })
      .join(columnGap)
      .trimEnd();
  });
}

/** How wide such a table is. */
export function widthOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  return measure(columns, rows).reduce((sum, width) => sum + width + columnGap.length, -columnGap.length);
}

function measure(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ heading }, index) =>
    rows.reduce((width, row) => Math.max(width, (row[index] ?? '').length), heading.length),
  );
}
