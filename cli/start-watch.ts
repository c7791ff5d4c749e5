/** A watch that starts now and says how many seconds ago that was. */
export function startWatch(): () => number {
  const startedMs = performance.now();
  return () => (performance.now() - startedMs) / 1000;
}
