import { NotFound } from '../errors.ts';
import { compareCsv, type CsvComparison } from './compare/compare-csv.ts';
import { encodeCells } from './compare/encode-cells.ts';
import { openCsv, type OpenCsv } from './compare/open-csv.ts';
import { RowMarks } from './compare/row-marks.ts';
import type { Scratch } from './compare/scratch.ts';
import { encodeRow } from './line-ends.ts';
import { exportKeys, Manifest, type ChangedFile, type ExportedFile } from './manifest.ts';
import type { ExportsBucket } from './ports.ts';

export type ChangesDeps = { unit: string; run: number; bucket: ExportsBucket; scratch: Scratch };

/** One CSV in two runs; null: that run has none of the name. */
type Pair = { name: string; before: ExportedFile | null; after: ExportedFile | null };

/**
 * The manifest of a run, complete or not there.
 * @throws NotFound `unknown-run`
 */
export async function readManifest(
  bucket: Pick<ExportsBucket, 'readJson'>,
  unit: string,
  run: number,
): Promise<Manifest> {
  const found = await bucket.readJson(exportKeys.manifest(unit, run));
  if (found) return Manifest.parse(found.value);
  throw new NotFound(
    'unknown-run',
    `There are no files of run ${run}. See which runs there are: millrace export list --bu ${unit}.`,
  );
}

/**
 * Writes beside the CSVs of a run the rows that are new or changed since another run, in the bytes and the order of the
 * full CSV, and the keys of those that are gone. Where the columns are not the same any more every row is changed.
 */
export async function writeChanges(
  deps: ChangesDeps,
  since: Manifest,
  files: readonly ExportedFile[],
): Promise<{ since: number; files: ChangedFile[] }> {
  const names = [...new Set([...files, ...since.files].map(({ name }) => name))].toSorted();
  const changed: ChangedFile[] = [];
  for (const name of names) {
    const find = (list: readonly ExportedFile[]) => list.find((file) => file.name === name) ?? null;
    changed.push(await writeChange(deps, since.run, { name, before: find(since.files), after: find(files) }));
  }
  return { since: since.run, files: changed };
}

async function writeChange(deps: ChangesDeps, since: number, pair: Pair): Promise<ChangedFile> {
  const { name, before, after } = pair;
  const marks = { changed: new RowMarks(), gone: new RowMarks() };
  let goneColumns: readonly string[] = before?.keyColumns ?? [];
  if (before?.sha256 === after?.sha256 && before?.nullText === after?.nullText) {
    return { name, rows: 0, file: null, gone: 0, goneFile: null };
  }
  if (before === null) marks.changed.markAll(after?.rows ?? 0);
  else if (after === null) marks.gone.markAll(before.rows);
  else {
    const found = await compareRuns(deps, since, before, after, marks);
    if (found.onlyBefore.length + found.onlyAfter.length > 0) marks.changed.markAll(after.rows);
    goneColumns = found.key ?? [];
  }
  const goneName = name.replace(/\.csv$/, '.gone.csv');
  if (after && marks.changed.count > 0) await writeMarked(deps, deps.run, after, marks.changed, name, null);
  if (before && marks.gone.count > 0)
    await writeMarked(deps, since, before, marks.gone, goneName, goneColumns);
  return {
    name,
    rows: marks.changed.count,
    file: marks.changed.count > 0 ? `changed/${name}` : null,
    gone: marks.gone.count,
    goneFile: marks.gone.count > 0 ? `changed/${goneName}` : null,
  };
}

async function compareRuns(
  deps: ChangesDeps,
  since: number,
  before: ExportedFile,
  after: ExportedFile,
  marks: { changed: RowMarks; gone: RowMarks },
): Promise<CsvComparison> {
  const files = [await open(deps, since, before), await open(deps, deps.run, after)] as const;
  return await compareCsv(
    ...files,
    { keyColumns: after.keyColumns, scratch: deps.scratch },
    ({ kind, row }) => (kind === 'removed' ? marks.gone : marks.changed).mark(row),
  );
}

/** @param columns of those cells alone; null or none: the rows as they stand there */
async function writeMarked(
  deps: ChangesDeps,
  run: number,
  file: ExportedFile,
  marks: RowMarks,
  name: string,
  columns: readonly string[] | null,
): Promise<void> {
  const csv = await open(deps, run, file);
  const lineEnd = file.lineEnd === 'crlf' ? '\r\n' : '\n';
  const places = (columns ?? []).map((column) => csv.header.indexOf(column));
  const isWhole = places.length === 0;
  const write = (record: string): string => {
    if (isWhole) return record + lineEnd;
    const cells = csv.parse(record);
    return (
      encodeCells(
        places.map((place) => cells[place] ?? null),
        file.nullText,
      ) + lineEnd
    );
  };
  const bytes = async function* (): AsyncIterable<Uint8Array> {
    const encoder = new TextEncoder();
    yield encoder.encode(encodeRow(isWhole ? csv.header : (columns ?? [])) + lineEnd);
    let row = 0;
    for await (const batch of csv.batches) {
      const wanted = batch.filter(() => marks.has(row++));
      if (wanted.length > 0) yield encoder.encode(wanted.map(write).join(''));
    }
  };
  await deps.bucket.write(exportKeys.changed(deps.unit, deps.run, name), bytes());
}

function open({ bucket, unit }: ChangesDeps, run: number, file: ExportedFile): Promise<OpenCsv> {
  const format = { delimiter: ',', encoding: 'utf-8', nullText: file.nullText, emptyIsMissing: false };
  return openCsv(bucket.read(exportKeys.file(unit, run, file.name)), format);
}
