import { makeProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { deltaKey, withStack } from './with-stack.ts';

const warmUps = 5;
const measuredRounds = 40;
const linesPerDelta = 1_000;

type Round = { visibleMs: number; stagingMs: number; applyMs: number };

/**
 * Drops deltas of 1,000 lines one after the other, all of the same 1,000 records and each changing all of them, and
 * measures each from the end of its upload until another connection sees its `file_complete`.
 */
export function benchLatency(): Promise<string> {
  return withStack(async (bench) => {
    const rounds: Round[] = [];
    for (let round = 0; round < warmUps + measuredRounds; round += 1) {
      const key = deltaKey('bak', round);
      const lines = Array.from({ length: linesPerDelta }, (_, line) => makeProductLine(line, round));
      await bench.upload(key, Buffer.from(lines.join('')));
      const uploadedMs = performance.now();
      const metadata = await bench.waitForComplete('inriver_bak', key);
      rounds.push({
        visibleMs: performance.now() - uploadedMs,
        stagingMs: Number(metadata['staging_ms']),
        applyMs: Number(metadata['apply_ms']),
      });
    }
    return report(rounds.slice(warmUps));
  });
}

function report(rounds: readonly Round[]): string {
  const row = (name: string, values: readonly number[]): string =>
    name.padEnd(26) + [0.5, 0.9, 1].map((share) => quantile(values, share).toFixed(0).padStart(8)).join('');
  return [
    `latency of a delta of ${linesPerDelta} lines, ${rounds.length} rounds`,
    `${'ms'.padEnd(26)}  median     p90     max`,
    row(
      'upload to file_complete',
      rounds.map((round) => round.visibleMs),
    ),
    row(
      '  of it staging',
      rounds.map((round) => round.stagingMs),
    ),
    row(
      '  of it applying',
      rounds.map((round) => round.applyMs),
    ),
  ].join('\n');
}
