import { asError, InvalidInput } from '../../errors.ts';
import { compareCsv, type ColumnCounts, type CsvComparison, type RowDifference } from './compare-csv.ts';
import type { OpenCsv } from './open-csv.ts';
import type { Scratch } from './scratch.ts';

/** A CSV that can be read. */
export type ReadableCsv = {
  open(): Promise<OpenCsv>;
  /** Where it is known without reading: equal sums, equal bytes. */
  sha256: string | null;
  rows: number | null;
};

/** The CSVs of one side, by name. */
export type CsvSet = ReadonlyMap<string, ReadableCsv>;

export type FileComparison = {
  name: string;
  /** `equal`: the columns that both have hold the same, and both have the same columns. */
  state: 'equal' | 'different' | 'only-before' | 'only-after';
  rowsBefore: number | null;
  rowsAfter: number | null;
  added: number;
  removed: number;
  changed: number;
  key: string[] | null;
  shared: string[];
  columns: ColumnCounts[];
  onlyBefore: string[];
  onlyAfter: string[];
  /** The first rows that differ, in the order of the file. */
  sample: RowDifference[];
};

export type CompareSetsOptions = {
  /** Only this CSV. */
  only: string | null;
  keyColumnsOf(name: string): readonly string[];
  scratch: Scratch;
  sampleSize: number;
  /** Told each difference, in no order that means anything, and the columns that make up its key. */
  onDifference?(name: string, difference: RowDifference, keyColumns: readonly string[]): Promise<void> | void;
};

/**
 * Compares two sets of CSVs, file by file in the order of their names.
 * @throws InvalidInput `bad-csv`, naming the file; `unknown-csv` when neither side has the one that is wanted
 */
export async function* compareSets(
  before: CsvSet,
  after: CsvSet,
  options: CompareSetsOptions,
): AsyncGenerator<FileComparison> {
  const all = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const names = options.only === null ? all : all.filter((name) => name === options.only);
  if (options.only !== null && names.length === 0) {
    throw new InvalidInput('unknown-csv', `There is no ${options.only}. There are: ${all.join(', ')}.`);
  }
  for (const name of names) {
    const [old, young] = [before.get(name), after.get(name)];
    if (!old || !young) yield describeAlone(name, old, young);
    else if (old.sha256 !== null && old.sha256 === young.sha256) yield describeEqual(name, old, young);
    else yield await compareFile(name, old, young, options);
  }
}

async function compareFile(
  name: string,
  old: ReadableCsv,
  young: ReadableCsv,
  { keyColumnsOf, scratch, sampleSize, onDifference }: CompareSetsOptions,
): Promise<FileComparison> {
  const sample = createSample(sampleSize);
  try {
    const opened = [await old.open(), await young.open()] as const;
    const keyed = { keyColumns: keyColumnsOf(name), scratch };
    const found = await compareCsv(...opened, keyed, (difference, keyColumns) => {
      sample.add(difference);
      return onDifference?.(name, difference, keyColumns);
    });
    return { name, state: isEqual(found) ? 'equal' : 'different', ...found, sample: sample.read() };
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof InvalidInput) || error.code !== 'bad-csv') throw error;
    throw new InvalidInput('bad-csv', `${name} cannot be compared. ${error.message}`, {}, error);
  }
}

/** The first differences in the order of the file, without keeping all. */
function createSample(size: number) {
  let kept: RowDifference[] = [];
  const cut = (): void => {
    kept = kept.toSorted((a, b) => a.row - b.row || (a.kind < b.kind ? -1 : 1)).slice(0, size);
  };
  return {
    add(difference: RowDifference): void {
      kept.push(difference);
      if (kept.length > 4 * size + 100) cut();
    },
    read(): RowDifference[] {
      cut();
      return kept;
    },
  };
}

function isEqual({ added, removed, changed, onlyBefore, onlyAfter }: CsvComparison): boolean {
  return added + removed + changed + onlyBefore.length + onlyAfter.length === 0;
}

const nothing = {
  ...{ added: 0, removed: 0, changed: 0, key: null, shared: [] },
  ...{ columns: [], onlyBefore: [], onlyAfter: [], sample: [] },
};

function describeAlone(name: string, old?: ReadableCsv, young?: ReadableCsv): FileComparison {
  const state = young ? 'only-after' : 'only-before';
  return { name, state, rowsBefore: old?.rows ?? null, rowsAfter: young?.rows ?? null, ...nothing };
}

function describeEqual(name: string, old: ReadableCsv, young: ReadableCsv): FileComparison {
  return { name, state: 'equal', rowsBefore: old.rows, rowsAfter: young.rows, ...nothing };
}
