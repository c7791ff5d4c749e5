/** Asana counts by the minute, so after one there is room again. */
const byDefaultMs = 60_000;

/** How long `Retry-After` asks to wait: a number of seconds. */
export function readRetryAfter(header: unknown): number {
  const seconds = typeof header === 'string' && header.trim() === '' ? NaN : Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : byDefaultMs;
}

/** The same out of the headers of one action of a batch, whose names may be in any case. */
export function retryAfterOf(headers: Readonly<Record<string, unknown>> | null | undefined): number {
  const found = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'retry-after');
  return readRetryAfter(found?.[1]);
}
