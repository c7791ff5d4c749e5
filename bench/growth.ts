import type pg from 'pg';
import { makeProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

const sizes = [10_000, 100_000, 1_000_000];
const deltasPerSize = 9;
const linesPerDelta = 1_000;

/** A delta of 1,000 lines against 10,000, 100,000 and 1,000,000 products: the time must not follow the catalogue. */
export function benchGrowth(): Promise<string> {
  return withStack(async (bench) => {
    const rows = [`${'products'.padEnd(12)}   median ms    apply ms     min     max`];
    let minute = 0;
    for (const size of sizes) {
      await fillProducts(bench.administrator, size);
      const times: number[] = [];
      const applies: number[] = [];
      for (let round = 0; round <= deltasPerSize; round += 1) {
        minute += 1;
        const { totalMs, applyMs } = await timeDelta(bench, minute, size);
        if (round === 0) continue;
        times.push(totalMs);
        applies.push(applyMs);
      }
      const cells = [quantile(times, 0.5), quantile(applies, 0.5), Math.min(...times), Math.max(...times)];
      rows.push(`${String(size).padEnd(12)}${cells.map((value) => value.toFixed(0).padStart(10)).join('')}`);
    }
    return [
      `a delta of ${linesPerDelta} lines, spread over the catalogue, ${deltasPerSize} of each`,
      ...rows,
    ].join('\n');
  });
}

async function timeDelta(
  bench: BenchStack,
  minute: number,
  size: number,
): Promise<{ totalMs: number; applyMs: number }> {
  const stride = size / linesPerDelta;
  const lines = Array.from({ length: linesPerDelta }, (_, line) => makeProductLine(line * stride, minute));
  const key = deltaKey('bak', minute);
  await bench.upload(key, Buffer.from(lines.join('')));
  const startedMs = performance.now();
  const metadata = await bench.waitForComplete('inriver_bak', key);
  return { totalMs: performance.now() - startedMs, applyMs: Number(metadata['apply_ms']) };
}

/** Fills the state up to a size with copies of one product: how they came there does not matter here. */
async function fillProducts(administrator: pg.Client, size: number): Promise<void> {
  await administrator.query(
    `insert into inriver_bak.records (feed, id, data, source_file, load_id, line, hash)
     select 'products', i::text, $2::jsonb || jsonb_build_object('EntityId', i), 'fill', 0, i, sha256(i::text::bytea)
     from generate_series(0, $1::bigint - 1) i
     on conflict do nothing`,
    [size, makeProductLine(0, 0)],
  );
  await administrator.query(`update inriver_bak.feed_totals set live_records = $1 where feed = 'products'`, [
    size,
  ]);
  await administrator.query('analyze inriver_bak.products');
}
