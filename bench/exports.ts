import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { rowSources } from '#catalog/row-sources.ts';
import type { CompiledCsv } from '#core/export/csv-plan.ts';
import type { ExportOutcome } from '#core/export/export-request.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import { compileCsv } from '#database/export/compile/compile-csv.ts';
import { readConfiguration } from '#database/export/read-configuration.ts';
import { connectLambda, invokeFunction } from '#platform/invoke-function.ts';
import { makeAttributeFile, makeCatalogueLine, makeNodeLine, nodes } from './made-catalogue.ts';
import { quantile } from './medians.ts';
import { peakOf } from './peak-memory.ts';
import { withStack, type BenchStack } from './with-stack.ts';

/** Each unit has a schema and an exporter of its own. */
const sizes = [
  { unit: 'cefl', products: 5_000 },
  { unit: 'bak', products: 50_000 },
  { unit: 'ecm', products: 200_000 },
] as const;
const alternating = 'bak';
const rounds = 3;
/** As the stage has it. */
const connections = 2;

/**
 * Whole runs of the default configuration, from the call of `export-csv` to its answer, against the same statements
 * through COPY to nowhere over as many connections, alternating; then the growth with the catalogue.
 */
export function benchExports(): Promise<string> {
  return withStack(async (bench) => {
    const lines: string[] = [];
    const tell = (line: string): void => {
      lines.push(line);
      console.error(line);
    };
    await bench.upload('SHARED/AttributeFile.json', Buffer.from(makeAttributeFile()));
    for (const { unit, products } of sizes) {
      await fill(bench, unit, products);
      tell(await (unit === alternating ? compare(bench, unit, products) : measure(bench, unit, products)));
    }
    return lines.join('\n');
  });
}

async function fill(bench: BenchStack, unit: string, products: number): Promise<void> {
  const schema = `inriver_${unit}`;
  await bench.waitForComplete(schema, 'SHARED/AttributeFile.json');
  const lines = { nodes: Array.from({ length: nodes }, (_, node) => makeNodeLine(node)).join('') };
  const nodeKey = `${unit}/CHANNEL/ChannelNode_1_20260303080000.jsonl`;
  await bench.upload(nodeKey, Buffer.from(lines.nodes));
  const key = `${unit}/PRODUCT/2026/03/ecommerce_1_20260303080700_001.jsonl`;
  const parts = Array.from({ length: products }, (_, product) => makeCatalogueLine(product));
  await bench.upload(key, Buffer.from(parts.join('')));
  await bench.waitForComplete(schema, nodeKey);
  await bench.waitForComplete(schema, key);
  await bench.superuser.query(`vacuum analyze ${schema}.products`);
  await importDefault(bench, unit);
}

async function importDefault({ stack }: BenchStack, unit: string): Promise<void> {
  const words = ['config', 'import', '--default', '--bu', unit, '--yes', '--json'];
  const endpoints = join(stack.stateDir, 'endpoints.json');
  const child = spawn(join(import.meta.dirname, '..', 'cli', 'millrace.sh'), words, {
    env: { ...process.env, MILLRACE_ENDPOINTS: endpoints },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [exitCode] = (await once(child, 'exit')) as [number];
  if (exitCode !== 0) throw new Error(`millrace ${words.join(' ')} ended with ${exitCode}`);
}

async function measure(bench: BenchStack, unit: string, products: number): Promise<string> {
  const { seconds, rows, bytes } = await runExport(bench, unit);
  return `${describe(products, rows, bytes)}: ${seconds.toFixed(1)} s; ${await describePeak(bench, unit)}`;
}

async function compare(bench: BenchStack, unit: string, products: number): Promise<string> {
  const runs: number[] = [];
  const byHand: number[] = [];
  let told = '';
  for (let round = 0; round < rounds; round += 1) {
    byHand.push(await copyByHand(bench, unit));
    const { seconds, rows, bytes } = await runExport(bench, unit);
    runs.push(seconds);
    told = describe(products, rows, bytes);
    console.error(`  by hand ${byHand.at(-1)?.toFixed(1)} s, run ${seconds.toFixed(1)} s`);
  }
  const [run, hand] = [quantile(runs, 0.5), quantile(byHand, 0.5)];
  return (
    `${told}: ${run.toFixed(1)} s, the statements alone ${hand.toFixed(1)} s (${(run / hand).toFixed(2)}×, medians of ` +
    `${rounds}); ${await describePeak(bench, unit)}`
  );
}

function describe(products: number, rows: number, bytes: number): string {
  return `${products} products, ${rows} rows, ${(bytes / 1e6).toFixed(0)} MB`;
}

async function describePeak({ stack }: BenchStack, unit: string): Promise<string> {
  const { s3, exportsBucket } = stack.endpoints;
  const peak = await peakOf([
    `AWS_ENDPOINT_URL_S3=${s3}`,
    `EXPORTS_BUCKET=${exportsBucket}`,
    `BUSINESS_UNIT=${unit}`,
  ]);
  return `peak ${peak.toFixed(0)} MB`;
}

async function runExport(
  { stack }: BenchStack,
  unit: string,
): Promise<{ seconds: number; rows: number; bytes: number }> {
  const { endpoints } = stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = connectLambda({ endpoint: endpoints.lambda, region: 'us-east-1', credentials });
  const startedMs = performance.now();
  const request = { because: 'person', accept: true };
  const name = `millrace-${endpoints.stage}-export-csv-${unit}`;
  const outcome = (await invokeFunction(lambda, name, request)) as ExportOutcome;
  const seconds = (performance.now() - startedMs) / 1000;
  lambda.destroy();
  if (outcome.outcome !== 'published') throw new Error(JSON.stringify(outcome).slice(0, 2000));
  const { files } = outcome.manifest;
  return {
    seconds,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}

/** The statements of a run, the largest first as a run has them, and what comes back thrown away. */
async function copyByHand({ stack }: BenchStack, unit: string): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => open(stack.endpoints.database, unit)),
  );
  try {
    const configuration = await readConfiguration(clients[0] as unknown as pg.PoolClient);
    const { rows } = await clients[0]!.query<{ name: string; rows: string }>(
      'select name, rows from export_files where run_id = (select max(run_id) from export_files)',
    );
    const usual = new Map(rows.map((row) => [row.name, Number(row.rows)]));
    const left = resolvePlans(configuration, rowSources)
      .map(compileCsv)
      .toSorted((a, b) => (usual.get(b.csvName) ?? 0) - (usual.get(a.csvName) ?? 0));
    const startedMs = performance.now();
    await Promise.all(clients.map((client) => drain(client, left)));
    return (performance.now() - startedMs) / 1000;
  } finally {
    for (const client of clients) await client.end();
  }
}

async function open(url: string, unit: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`set search_path to inriver_${unit}, pg_temp; set work_mem to '64MB'; set jit to off`);
  return client;
}

async function drain(client: pg.Client, left: CompiledCsv[]): Promise<void> {
  for (let csv = left.shift(); csv !== undefined; csv = left.shift()) {
    for (const sql of [csv.rowsSql, csv.rejectsSql]) {
      if (sql === null) continue;
      const stream = client.query(copyTo(`copy (${sql}) to stdout with (format csv)`));
      stream.resume();
      await once(stream, 'end');
    }
    if (csv.duplicatesSql !== null) await client.query(csv.duplicatesSql);
    for (const { sql } of csv.danglingSql) await client.query(sql);
  }
}
