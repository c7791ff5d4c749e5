import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import copyFrom from 'pg-copy-streams';
import { makeFieldRichProductLine, makeWideProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { createUsualTable, upsertBatches } from './upsert-batches.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

const rounds = 5;
const schema = 'inriver_bak';
const bare = 'bare COPY';
const loads = ['load into an empty table', 'load, every record changes', 'load, nothing changes'] as const;
/** The same three loads by upserts of 1,000 rows without a history. */
const upserts = [
  'upserts into an empty table',
  'upserts, every row changes',
  'upserts, nothing changes',
] as const;

type Shape = { products: number; makeLine: (id: number, revision: number) => string };

/** 200 MB as 100,000 products of about 2.1 kB. */
export function benchLoad(): Promise<string> {
  return benchShape({ products: 100_000, makeLine: makeWideProductLine });
}

/** 200 MB as 10,000 products of a thousand fields, about 20 kB each: their rows leave the page. */
export function benchWideLoad(): Promise<string> {
  return benchShape({ products: 10_000, makeLine: makeFieldRichProductLine });
}

/**
 * The whole load of one file — read from S3, check, stage with history, merge, log, commit — against a bare
 * single-stream COPY of the same lines into a logged table of one jsonb column, and against the usual way with the same
 * files: parse, then upsert 1,000 rows at a time. They run in turn against the same server, a checkpoint before each.
 */
function benchShape(shape: Shape): Promise<string> {
  return withStack(async (bench) => {
    const files = [0, 1].map((revision) => join(bench.folder, `products-${revision}.jsonl`)) as [
      string,
      string,
    ];
    for (const [revision, file] of files.entries()) await writeProducts(file, shape, revision);
    const figures = new Figures();
    for (let round = 0; round < rounds; round += 1) {
      await runRound(bench, files, figures, round);
      console.error(`round ${round + 1} of ${rounds} done`);
    }
    const sizeMb = (await stat(files[0])).size / 1e6;
    return `${shape.products} products, ${sizeMb.toFixed(0)} MB, medians of ${rounds}\n${figures.report()}`;
  });
}

async function runRound(
  bench: BenchStack,
  [first, second]: [string, string],
  figures: Figures,
  round: number,
): Promise<void> {
  await emptyUnit(bench);
  await createUsualTable(bench.administrator);
  const load = (file: string, step: number) => () => loadFile(bench, file, round * loads.length + step);
  const upsert = (file: string) => () => upsertBatches(bench.administrator, file);
  await figures.time(bench, bare, () => copyBare(bench, first, ''));
  await figures.time(bench, loads[0], load(first, 0));
  await figures.time(bench, upserts[0], upsert(first));
  await figures.time(bench, `${bare}, rows to 8 kB as they are`, () =>
    copyBare(bench, first, 'with (toast_tuple_target = 8160)'),
  );
  await figures.time(bench, loads[1], load(second, 1));
  await figures.time(bench, upserts[1], upsert(second));
  await figures.time(bench, loads[2], load(second, 2));
  await figures.time(bench, upserts[2], upsert(second));
  figures.disk = await readDiskSizes(bench);
}

/** From the end of the upload to the `file_complete`; comes back when nothing of the load is at work any more. */
async function loadFile(bench: BenchStack, file: string, minute: number): Promise<number> {
  const key = deltaKey('bak', minute);
  await bench.upload(key, () => createReadStream(file));
  const startedMs = performance.now();
  await bench.waitForComplete(schema, key);
  const ms = performance.now() - startedMs;
  await bench.waitForInspection(schema, key);
  return ms;
}

async function copyBare({ administrator }: BenchStack, file: string, storage: string): Promise<number> {
  await administrator.query(`drop table if exists bare; create table bare (data jsonb) ${storage}`);
  const startedMs = performance.now();
  const target = administrator.query(copyFrom.from('copy bare from stdin'));
  await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), target);
  return performance.now() - startedMs;
}

async function emptyUnit({ administrator }: BenchStack): Promise<void> {
  await administrator.query(`truncate ${schema}.records, ${schema}.raw_records`);
  await administrator.query(
    `update ${schema}.feed_totals set live_records = 0, state_hash = repeat('0', 256)::bit(256)`,
  );
}

async function readDiskSizes({ administrator }: BenchStack): Promise<string> {
  const { rows } = await administrator.query<{ name: string; mb: number }>(
    `select name, round(pg_total_relation_size(name::regclass) / 1e6)::float8 as mb
     from unnest(array['bare', 'usual', '${schema}.products', '${schema}.raw_records_0']) name`,
  );
  return rows.map(({ name, mb }) => `${name} ${mb} MB`).join(', ');
}

/** The lines need no escaping for a text COPY: the generator makes none with a backslash. */
async function writeProducts(file: string, { products, makeLine }: Shape, revision: number): Promise<void> {
  const lines = function* (): Iterable<string> {
    for (let id = 0; id < products; id += 1) yield makeLine(id, revision);
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Times and WAL of every contender. */
class Figures {
  disk = '';
  private readonly times = new Map<string, number[]>();
  private readonly walMb = new Map<string, number>();

  async time({ superuser }: BenchStack, name: string, work: () => Promise<number>): Promise<void> {
    await superuser.query('checkpoint');
    const before = await superuser.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn');
    const ms = await work();
    const wal = await superuser.query<{ mb: number }>(
      'select (pg_wal_lsn_diff(pg_current_wal_lsn(), $1) / 1e6)::float8 as mb',
      [before.rows[0]?.lsn],
    );
    this.times.set(name, [...(this.times.get(name) ?? []), ms]);
    this.walMb.set(name, wal.rows[0]?.mb ?? Number.NaN);
  }

  report(): string {
    const rows = [...this.times].map(([name, times]) => {
      const median = this.median(name);
      const cells = [
        name.padEnd(38),
        `${(median / 1000).toFixed(2).padStart(6)} s`,
        `${(median / this.median(bare)).toFixed(2).padStart(6)} ×`,
        `${this.walMb.get(name)?.toFixed(0).padStart(6)} MB of WAL`,
        `   ${times.map((ms) => (ms / 1000).toFixed(2)).join(' ')}`,
      ];
      return cells.join('');
    });
    const faster = loads.map(
      (name, step) => `${(this.median(upserts[step]!) / this.median(name)).toFixed(2)} × (${name})`,
    );
    return [
      ...rows,
      `faster than upserts of the same file: ${faster.join(', ')}`,
      `on disk at the end: ${this.disk}`,
    ].join('\n');
  }

  private median(name: string): number {
    return quantile(this.times.get(name) ?? [], 0.5);
  }
}
