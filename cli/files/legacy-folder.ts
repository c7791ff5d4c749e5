import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CsvSet, ReadableCsv } from '#core/export/compare/compare-sets.ts';
import { openCsv } from '#core/export/compare/open-csv.ts';
import { misuse } from '../failure.ts';

/**
 * The CSVs in a folder, by the names that ours have, whatever their case.
 * @param nullTextOf how ours writes a missing value
 * @throws Failure `no-such-folder`, `no-csvs`
 */
export async function openLegacyFolder(
  folder: string,
  encoding: string,
  names: readonly string[],
  nullTextOf: (name: string) => string,
): Promise<CsvSet> {
  const found = await readdir(folder).catch(() => {
    throw misuse('no-such-folder', `${folder} is not a folder that can be read.`);
  });
  const csvs = found.filter((name) => /\.csv$/i.test(name)).toSorted();
  if (csvs.length === 0) throw misuse('no-csvs', `${folder} has no file that ends in .csv.`);
  return new Map(
    csvs.map((file): [string, ReadableCsv] => {
      const name = names.find((ours) => ours.toLowerCase() === file.toLowerCase()) ?? file;
      const format = { delimiter: null, encoding, nullText: nullTextOf(name), emptyIsMissing: true };
      const open = () => openCsv(createReadStream(join(folder, file)), format);
      return [name, { sha256: null, rows: null, open }];
    }),
  );
}
