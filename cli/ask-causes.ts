import type { CellChange, RowDifference } from '#core/export/compare/compare-csv.ts';
import {
  cellsAtMost,
  ExportCausesResponse,
  type AskedCell,
  type Cause,
} from '#core/operate/cause-messages.ts';
import type { Stack } from './connect-stack.ts';

/** A cell that differs and why; of a row that came or went as a whole there is one, without a column. */
export type ExplainedCell = { change: CellChange | null; causes: Cause[] };
export type ExplainedDifference = RowDifference & { explained: ExplainedCell[] };

export type ComparedRuns = { unit: string; before: number; after: number };

/** Asks what made rows of one CSV differ, some cells at a time. */
export async function askCauses(
  stack: Stack,
  runs: ComparedRuns,
  csv: string,
  keyColumns: readonly string[],
  differences: readonly RowDifference[],
): Promise<ExplainedDifference[]> {
  const asked = differences.flatMap((difference) =>
    cellsOf(difference).map((change) => ({ difference, change })),
  );
  const causes: Cause[][] = [];
  for (let start = 0; start < asked.length; start += cellsAtMost) {
    const cells = asked.slice(start, start + cellsAtMost).map(({ difference, change }): AskedCell => {
      return { kind: difference.kind, key: difference.key, column: change?.column ?? null };
    });
    const request = { verb: 'export-causes' as const, ...runs, csv, keyColumns: [...keyColumns], cells };
    causes.push(...(await stack.ask(request, ExportCausesResponse)).causes);
  }
  const explained = new Map(differences.map((difference) => [difference, [] as ExplainedCell[]]));
  asked.forEach(({ difference, change }, index) =>
    explained.get(difference)?.push({ change, causes: causes[index] ?? [] }),
  );
  return differences.map((difference) => ({ ...difference, explained: explained.get(difference) ?? [] }));
}

function cellsOf(difference: RowDifference): (CellChange | null)[] {
  return difference.kind === 'changed' ? difference.cells : [null];
}
