import type { StagedLoad } from '#core/load/ports.ts';

/** What the `file_complete` of a load says of its bytes and of the time that it took. */
export function measureLoad(
  { totals, stagingMs }: StagedLoad,
  applyMs: number,
): Record<string, number | string> {
  const seconds = (stagingMs + applyMs) / 1000;
  return {
    bytes: totals.sourceBytes,
    decompressed_bytes: totals.decompressedBytes,
    sha256: totals.sha256,
    blank_lines: totals.blankLines,
    staging_ms: Math.round(stagingMs),
    apply_ms: Math.round(applyMs),
    duration_ms: Math.round(stagingMs + applyMs),
    rows_per_second: Math.round(totals.records / seconds),
    mb_per_second: Math.round(totals.sourceBytes / 10_000 / seconds) / 100,
  };
}
