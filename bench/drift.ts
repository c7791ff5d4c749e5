import { fillHistory } from './fill-history.ts';
import { makeProductLine, makeWideProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

const unit = 'bak';
const schema = 'inriver_bak';
const products = 50_000;
const linesPerDelta = 1_000;
const deltas = 15;
const linesOfLarge = 100_000;
const calls = 5;

type MakeLine = (entityId: number, revision: number) => string;

/**
 * What looking for drift costs a unit: from the `file_complete` of a file until drift was looked for in it, while nothing
 * else is due; and the list of what has drifted, which counts the records that have it.
 */
export function benchDrift(): Promise<string> {
  return withStack(async (bench) => {
    await fillHistory(bench.administrator, schema, products);
    await load(bench, 1, makeProductLine, linesPerDelta);
    const small = await repeat(deltas, (round) => load(bench, 2 + round, makeProductLine, linesPerDelta));
    const wide = await repeat(deltas, (round) => load(bench, 50 + round, makeWideProductLine, linesPerDelta));
    const listing = await repeat(calls, () => list(bench));
    const large = await repeat(1, () => load(bench, 200, makeProductLine, linesOfLarge));
    return [
      `${products} products; median and slowest`,
      row(`a delta of ${linesPerDelta} lines of 500 bytes`, small),
      row(`a delta of ${linesPerDelta} lines of 2.2 kB`, wide),
      row(`the list of what the wider lines brought`, listing),
      row(`a file of ${linesOfLarge} lines of 500 bytes`, large),
    ].join('\n');
  });
}

/** Loads one file of records spread over the catalogue, and says how long drift was looked for in it. */
async function load(bench: BenchStack, place: number, makeLine: MakeLine, lines: number): Promise<number> {
  const key = deltaKey(unit, place);
  const stride = Math.max(1, Math.floor(products / lines));
  const text = Array.from({ length: lines }, (_, line) => makeLine(line * stride, place));
  await bench.upload(key, Buffer.from(text.join('')));
  await bench.waitForComplete(schema, key);
  return bench.waitForInspection(schema, key);
}

async function list(bench: BenchStack): Promise<number> {
  const startedMs = performance.now();
  await bench.ask({ verb: 'drift', unit });
  return performance.now() - startedMs;
}

async function repeat(times: number, measure: (round: number) => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let round = 0; round < times; round += 1) measured.push(await measure(round));
  return measured;
}

function row(name: string, measured: readonly number[]): string {
  const cells = [quantile(measured, 0.5), Math.max(...measured)].map((ms) => ms.toFixed(0).padStart(7));
  return `  ${name.padEnd(44)}${cells.join(' ms')} ms`;
}
