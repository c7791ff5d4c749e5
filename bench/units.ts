import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { makeWideProductLine } from './made-products.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

const units = ['bak', 'cefl', 'ecm', 'gem'];
const productsPerFile = 10_000;
const sampleMs = 100;

/** Four files of 10,000 products of 2 kB, all in one unit against one in each of four, and what waits for what. */
export function benchUnits(): Promise<string> {
  return withStack(async (bench) => {
    const lines = Array.from({ length: productsPerFile }, (_, id) => makeWideProductLine(id, 0));
    const body = Buffer.from(lines.join(''));
    for (const [n, unit] of units.entries()) await loadAll(bench, [{ unit, minute: n }], body);
    const one = await measure(
      bench,
      units.map((_, n) => ({ unit: 'bak', minute: 10 + n })),
      body,
    );
    const four = await measure(
      bench,
      units.map((unit) => ({ unit, minute: 20 })),
      body,
    );
    return [
      `four files of ${productsPerFile} products that are there already, ${(body.length / 1e6).toFixed(0)} MB each`,
      row('one unit', one),
      row('four units', four),
    ].join('\n');
  });
}

type File = { unit: string; minute: number };
type Measured = { ms: number; busyShare: number; waits: [string, number][] };

async function loadAll(bench: BenchStack, files: readonly File[], body: Buffer): Promise<void> {
  const keys = files.map((file) => ({ ...file, key: deltaKey(file.unit, file.minute) }));
  for (const { key } of keys) await bench.upload(key, body);
  for (const { unit, key } of keys) await bench.waitForComplete(`inriver_${unit}`, key);
}

async function measure(bench: BenchStack, files: readonly File[], body: Buffer): Promise<Measured> {
  await bench.superuser.query('checkpoint');
  const waits = new Map<string, number>();
  const sampler = setInterval(() => void sampleWaits(bench.superuser, waits), sampleMs);
  const before = await readCpu();
  const startedMs = performance.now();
  await loadAll(bench, files, body);
  const ms = performance.now() - startedMs;
  const after = await readCpu();
  clearInterval(sampler);
  return {
    ms,
    busyShare: (after.busy - before.busy) / (after.all - before.all),
    waits: [...waits].toSorted((a, b) => b[1] - a[1]).slice(0, 4),
  };
}

function row(name: string, { ms, busyShare, waits }: Measured): string {
  const all = waits.map(([what, count]) => `${what} ${count}`).join(', ');
  return `${name.padEnd(12)}${(ms / 1000).toFixed(2).padStart(7)} s  machine ${(100 * busyShare).toFixed(0)} % busy  samples: ${all}`;
}

async function sampleWaits(superuser: pg.Client, waits: Map<string, number>): Promise<void> {
  const { rows } = await superuser.query<{ what: string }>(
    `select coalesce(wait_event_type || ':' || wait_event, 'working') as what
     from pg_stat_activity
     where state = 'active' and pid <> pg_backend_pid() and usename like '%_loader'`,
  );
  for (const { what } of rows) waits.set(what, (waits.get(what) ?? 0) + 1);
}

/** Jiffies of all processors so far: those that worked, and all. */
async function readCpu(): Promise<{ busy: number; all: number }> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const jiffies = line.split(/\s+/).slice(1).map(Number);
  const all = jiffies.reduce((sum, value) => sum + value, 0);
  return { busy: all - (jiffies[3] ?? 0) - (jiffies[4] ?? 0), all };
}
