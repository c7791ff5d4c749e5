import type { CsvFile, FilterCondition } from './configuration.ts';
import type { RowSource } from './row-source.ts';

/** One step of a transformation: `truncate(40)` is `{ name: 'truncate', args: ['40'] }`. */
export type Step = { name: string; args: readonly string[] };

/** Where a value is read. */
export type ValueSource =
  /** A named field of the row source. */
  | { kind: 'field'; field: string; steps: readonly Step[] }
  /** A member of the row's attributes. */
  | { kind: 'attribute'; attribute: string; steps: readonly Step[] }
  | { kind: 'decorator'; decoratorType: string; steps: readonly Step[] }
  | { kind: 'static'; text: string; steps: readonly Step[] };

/** A column of a CSV, resolved: the template decides that it exists, the mapping has filled it. */
export type ColumnPlan = {
  name: string;
  /** The row of `csv_template_config`. */
  templateRow: number;
  /** The rows of `field_mapping` that feed it, in their order. */
  mappingRows: readonly number[];
  /** Several: the first that is there wins, unless the first of `steps` combines them. */
  sources: readonly ValueSource[];
  steps: readonly Step[];
  defaultValue: string | null;
  required: boolean;
};

/** A CSV, resolved and checked: all that the compiler needs. */
export type CsvPlan = {
  file: CsvFile;
  rowSource: RowSource;
  /** In the order in which they are written. */
  columns: readonly ColumnPlan[];
  filter: readonly { source: ValueSource; condition: FilterCondition }[];
  references: readonly { column: string; toCsv: string; toColumn: string; to: CsvRows }[];
};

/** The rows of a CSV and what is in them, without what they refer to: CSVs may refer to one another in circles. */
export type CsvRows = Omit<CsvPlan, 'references'>;

/** The statements of one CSV. Output columns are c1…cn, text, in the order of the plan's columns. */
export type CompiledCsv = {
  csvName: string;
  /** What Node writes first. */
  header: readonly string[];
  /** A select: the rows that have all that is required, ordered. */
  rowsSql: string;
  /** A select: the other rows, ordered; c1…cn and, last, the reason. Null when nothing is required. */
  rejectsSql: string | null;
  /** A select of one row: `duplicates bigint, example text`; null without key columns. */
  duplicatesSql: string | null;
  /** Selects of one row: `dangling bigint, example text`. */
  danglingSql: readonly { column: string; target: string; sql: string }[];
  nullText: string;
  lineEnd: 'lf' | 'crlf';
};
