import { exportKeys, type Manifest } from '../manifest.ts';
import type { ExportsBucket } from '../ports.ts';
import type { CsvSet, ReadableCsv } from './compare-sets.ts';
import { openCsv } from './open-csv.ts';

/** The CSVs of a run as its manifest tells them. */
export function setOfRun(
  bucket: Pick<ExportsBucket, 'read'>,
  { unit, run, files }: Manifest,
  emptyIsMissing: boolean,
): CsvSet {
  return new Map(
    files.map(({ name, sha256, rows, nullText }): [string, ReadableCsv] => {
      const format = { delimiter: ',', encoding: 'utf-8', nullText, emptyIsMissing };
      return [
        name,
        { sha256, rows, open: () => openCsv(bucket.read(exportKeys.file(unit, run, name)), format) },
      ];
    }),
  );
}
