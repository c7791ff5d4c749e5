/** How long one read or write may take, with all that it asks of the destination. A lease outlasts it. */
export const longestCallMs = 20_000;

/** Ends with the signal, or when the time is over. */
export function endInTime(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}
