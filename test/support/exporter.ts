import { createHash } from 'node:crypto';
import { rowSources } from '#catalog/row-sources.ts';
import type { Scratch } from '#core/export/compare/scratch.ts';
import type { ExportSettings } from '#core/business-unit.ts';
import type { ExportOutcome, ExportRequest } from '#core/export/export-request.ts';
import type { Manifest } from '#core/export/manifest.ts';
import type { ExportStore } from '#core/export/ports.ts';
import { runExport } from '#core/export/run-export.ts';
import { compileCsv } from '#database/export/compile/compile-csv.ts';
import { openExportStore } from '#database/export/snapshot/open-export-store.ts';
import { MemoryExports } from './memory-exports.ts';
import { MemoryScratch } from './memory-scratch.ts';
import type { TestDatabase } from './test-database.ts';
import type { UnitBench } from './unit-bench.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const connections = 2;

/** The exporter of a unit as its function boots it, over a bucket in memory and a real database. */
export function openTestExporter(
  database: TestDatabase,
  { unit, rows }: UnitBench,
  settings: Partial<ExportSettings> = {},
  wrap: (store: ExportStore) => ExportStore = (store) => store,
) {
  const bucket = new MemoryExports();
  const store = openExportStore(database.open(unit, 'exporter'), {
    feeds: unit.feeds.map(({ name }) => name),
    rowSources,
    connections,
  });
  const deps = {
    ...{ unit, bucket, log: silent, store: wrap(store), compile: compileCsv },
    settings: { nightlyHour: 1, windowHours: 4, whenLate: 'wait' as const, delivery: unit.name, ...settings },
    withScratch: <Result>(work: (scratch: Scratch) => Promise<Result>) => work(new MemoryScratch()),
    startSha256: () => {
      const sum = createHash('sha256');
      return { add: (bytes: Uint8Array) => void sum.update(bytes), hex: () => sum.digest('hex') };
    },
    now: () => new Date('2026-03-04T01:00:00Z'),
  };
  const run = (request: Partial<ExportRequest> = {}): Promise<ExportOutcome> =>
    runExport(deps, { because: 'person', accept: false, ...request });
  return {
    bucket,
    run,
    /** Runs, and insists on files. */
    async write(request: Partial<ExportRequest> = {}): Promise<Manifest> {
      const outcome = await run(request);
      if ('manifest' in outcome) return outcome.manifest;
      throw new Error(`The run wrote nothing: ${JSON.stringify(outcome)}`);
    },
    /** A CSV of one column for each field, configured by hand as an operator would. */
    async configure(csv: string, rowSource: string, columns: Record<string, string>, more: CsvOptions = {}) {
      await rows(
        `insert into csv_file_config (csv_name, row_source, row_order, key_columns, line_end, filter)
         values ($1, $2, $3, $4, 'lf', $5)`,
        [
          csv,
          rowSource,
          more.rowOrder ?? [],
          more.keys ?? [],
          more.filter ? JSON.stringify(more.filter) : null,
        ],
      );
      for (const [column, field] of Object.entries(columns)) {
        await rows(
          `insert into csv_template_config (csv_name, column_name, source_type, source_value, required)
           values ($1, $2, 'inriver_field', $3, $4)`,
          [csv, column, field, more.required?.includes(column) ?? false],
        );
      }
    },
  };
}

type CsvOptions = { rowOrder?: string[]; keys?: string[]; required?: string[]; filter?: unknown };
