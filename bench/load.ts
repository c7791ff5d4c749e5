import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import pg from 'pg';
import copyFrom from 'pg-copy-streams';
import { startStack, type Stack } from '../local/start-stack.ts';
import { makeWideProductLine } from './made-products.ts';
import { quantile } from './medians.ts';

const products = 100_000;
const rounds = 1;
const schema = 'inriver_bak';

type Scenario = 'into an empty table' | 'every record changes' | 'nothing changes';
const scenarios: readonly Scenario[] = ['into an empty table', 'every record changes', 'nothing changes'];

/**
 * One file of 100,000 products of about 2.2 kB: the whole load against a bare single-stream COPY of the same lines into
 * a logged table of one jsonb column, and against the usual way, upserts of 1,000 rows at a time. Everything runs in
 * turn against the same server, a checkpoint before each.
 */
export async function benchLoad(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const stack = await startStack({ stateDir: join(folder, 'stack') });
  const bench = await Bench.open(stack, folder);
  try {
    for (let round = 0; round < rounds; round += 1) await bench.runRound(round);
    return bench.report();
  } finally {
    await bench.close();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

class Bench {
  private readonly stack: Stack;
  private readonly folder: string;
  private readonly s3: S3Client;
  private readonly administrator: pg.Client;
  private readonly superuser: pg.Client;
  private readonly times = new Map<string, number[]>();
  private readonly notes = new Map<string, string>();
  private minute = 0;

  private constructor(stack: Stack, folder: string) {
    const { endpoints } = stack;
    this.stack = stack;
    this.folder = folder;
    this.s3 = new S3Client({
      endpoint: endpoints.s3,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      forcePathStyle: true,
    });
    this.administrator = new pg.Client(endpoints.database);
    const url = new URL(endpoints.database);
    url.username = 'postgres';
    this.superuser = new pg.Client(url.href);
  }

  static async open(stack: Stack, folder: string): Promise<Bench> {
    const bench = new Bench(stack, folder);
    await bench.administrator.connect();
    await bench.superuser.connect();
    for (const revision of [0, 1]) await writeProducts(bench.fileOf(revision), revision);
    return bench;
  }

  async close(): Promise<void> {
    await this.administrator.end();
    await this.superuser.end();
    this.s3.destroy();
  }

  /** Every contender once, the loads in the order in which they need one another. */
  async runRound(round: number): Promise<void> {
    await this.emptyUnit();
    await this.time('bare COPY', () => this.copyBare('default storage'));
    await this.time('into an empty table', () => this.load(0));
    await this.time('bare COPY, rows to 8 kB kept whole', () => this.copyBare('load storage'));
    await this.time('every record changes', () => this.load(1));
    await this.time('nothing changes', () => this.load(1));
    await this.time('upserts of 1,000 rows, no history', () => this.upsertBatches());
    console.error(`round ${round + 1} of ${rounds} done`);
  }

  report(): string {
    const bare = this.median('bare COPY');
    const rows = [...this.times.keys()].map((name) => {
      const median = this.median(name);
      const spread = (this.times.get(name) ?? []).map((ms) => (ms / 1000).toFixed(2)).join(' ');
      return `${name.padEnd(36)}${(median / 1000).toFixed(2).padStart(7)} s ${(median / bare).toFixed(2).padStart(6)} ×  ${(this.notes.get(name) ?? '').padEnd(36)} ${spread}`;
    });
    const usual = this.median('upserts of 1,000 rows, no history');
    const faster = scenarios.map((name) => `${name} ${(usual / this.median(name)).toFixed(2)} ×`).join(', ');
    return [
      `load of ${products} products, medians of ${rounds}`,
      ...rows,
      `faster than upserts: ${faster}`,
    ].join('\n');
  }

  private median(name: string): number {
    return quantile(this.times.get(name) ?? [], 0.5);
  }

  /** Times one contender from a checkpoint on, and notes the WAL it wrote. */
  private async time(name: string, work: () => Promise<number>): Promise<void> {
    await this.superuser.query('checkpoint');
    const before = await this.walPosition();
    const ms = await work();
    const walMb = Number(
      (await this.superuser.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), $1) / 1e6 as mb`, [before]))
        .rows[0].mb,
    );
    this.times.set(name, [...(this.times.get(name) ?? []), ms]);
    this.notes.set(name, `${walMb.toFixed(0)} MB of WAL`);
  }

  private async walPosition(): Promise<string> {
    return (await this.superuser.query('select pg_current_wal_lsn() as lsn')).rows[0].lsn as string;
  }

  private fileOf(revision: number): string {
    return join(this.folder, `products-${revision}.jsonl`);
  }

  /** Uploads a file under the next key; from the end of the upload to its file_complete, in ms. */
  private async load(revision: number): Promise<number> {
    this.minute += 1;
    const key = `bak/PRODUCT/2026/03/ecommerce_${this.minute}_202603030${Math.floor(this.minute / 60)}${String(this.minute % 60).padStart(2, '0')}00_001.jsonl`;
    const params = {
      Bucket: this.stack.endpoints.landingBucket,
      Key: key,
      Body: createReadStream(this.fileOf(revision)),
    };
    await new Upload({ client: this.s3, params, partSize: 64 * 1024 * 1024 }).done();
    const startedMs = performance.now();
    for (;;) {
      const { rows } = await this.administrator.query(
        `select event_type, error_message from ${schema}.file_processing_events where source_file = $1 and event_type in ('file_complete', 'file_error')`,
        [key],
      );
      if (rows[0]?.event_type === 'file_error') throw new Error(rows[0].error_message as string);
      if (rows[0]) return performance.now() - startedMs;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async copyBare(storage: 'default storage' | 'load storage'): Promise<number> {
    const options = storage === 'load storage' ? 'with (toast_tuple_target = 8160)' : '';
    await this.administrator.query(`drop table if exists bare; create table bare (data jsonb) ${options}`);
    const startedMs = performance.now();
    const target = this.administrator.query(copyFrom.from('copy bare from stdin'));
    await pipeline(createReadStream(`${this.fileOf(0)}.copy`, { highWaterMark: 1 << 18 }), target);
    return performance.now() - startedMs;
  }

  private async upsertBatches(): Promise<number> {
    await this.administrator.query(
      'drop table if exists usual; create table usual (id text primary key, data jsonb)',
    );
    const startedMs = performance.now();
    let batch: string[] = [];
    const flush = async (): Promise<void> => {
      const records = batch.map((line) => JSON.parse(line) as { EntityId: number });
      const values = records.map((_, index) => `($${2 * index + 1}, $${2 * index + 2})`).join(', ');
      await this.administrator.query(
        `insert into usual values ${values} on conflict (id) do update set data = excluded.data`,
        records.flatMap((record) => [String(record.EntityId), JSON.stringify(record)]),
      );
      batch = [];
    };
    for await (const line of linesOf(this.fileOf(0))) {
      batch.push(line);
      if (batch.length === 1_000) await flush();
    }
    return performance.now() - startedMs;
  }

  private async emptyUnit(): Promise<void> {
    await this.administrator.query(`truncate ${schema}.records, ${schema}.raw_records`);
    await this.administrator.query(
      `update ${schema}.feed_totals set live_records = 0, state_hash = repeat('0', 256)::bit(256)`,
    );
  }
}

async function* linesOf(file: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** The lines as they land, and beside them the same lines escaped for a text COPY. */
async function writeProducts(file: string, revision: number): Promise<void> {
  const lines = function* (escape: boolean): Iterable<string> {
    for (let id = 0; id < products; id += 1) {
      const line = makeWideProductLine(id, revision);
      yield escape ? line.replaceAll('\\', '\\\\') : line;
    }
  };
  await pipeline(Readable.from(lines(false)), createWriteStream(file));
  if (revision === 0) await pipeline(Readable.from(lines(true)), createWriteStream(`${file}.copy`));
  const { size } = await stat(file);
  console.error(`${file}: ${(size / 1e6).toFixed(0)} MB`);
}
