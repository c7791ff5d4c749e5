import { limits } from '../limits.ts';
import type { CompiledCsv, CsvPlan } from './csv-plan.ts';
import type { ExportedFile, FailedCheck } from './manifest.ts';
import type { ExportLane } from './ports.ts';

/** Whether the number of rows is as it was, and whether most rows had what is required. */
export function judgeRows(plan: CsvPlan, file: ExportedFile, usualRows: number | undefined): FailedCheck[] {
  const failed: FailedCheck[] = [];
  const { row_band: band } = plan.file;
  const { name: csv, rows, rejected } = file;
  const apart = usualRows ? Math.abs(rows - usualRows) : 0;
  if (band !== null && usualRows && apart > limits.exportRowsTolerated && apart > band * usualRows) {
    const message = `${csv} has ${rows} rows, and had ${usualRows} when it was last published: more than ${percent(band)} apart.`;
    failed.push({ code: 'rows-out-of-band', csv, message });
  }
  if (rejected > limits.exportRejectsTolerated && rejected > limits.exportRejectShare * (rows + rejected)) {
    const message = `${rejected} of ${rows + rejected} rows of ${csv} lack a required value; see ${file.rejectedFile}.`;
    failed.push({ code: 'too-many-rejected', csv, message });
  }
  return failed;
}

/** Whether keys are unique and references resolve, asked of the snapshot. */
export async function judgeValues(
  lane: ExportLane,
  plan: CsvPlan,
  compiled: CompiledCsv,
): Promise<FailedCheck[]> {
  const failed: FailedCheck[] = [];
  const csv = compiled.csvName;
  if (compiled.duplicatesSql !== null) {
    const { found, example } = await lane.find(compiled.duplicatesSql);
    const message = `${found} rows of ${csv} repeat a key (${plan.file.key_columns.join(', ')}), such as ${shorten(example)}.`;
    if (found > 0) failed.push({ code: 'keys-repeat', csv, message });
  }
  for (const { column, target, sql } of compiled.danglingSql) {
    const { found, example } = await lane.find(sql);
    const message = `${found} values of ${column} in ${csv} are not in ${target}, such as ${shorten(example)}.`;
    if (found > 0) failed.push({ code: 'reference-dangles', csv, message });
  }
  return failed;
}

/** A value may be a whole description. */
function shorten(example: string | null): string {
  const text = example ?? '';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
