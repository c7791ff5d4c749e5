const grouped = new Intl.NumberFormat('en-US');

/** 1234567 → `1,234,567` */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** `1 line`, `2 lines` */
export function formatCountOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** `812 B`, `3.5 kB`, `14 MB`: powers of a thousand, two digits where they tell something. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** Bytes in a time: `48 MB/s`, `19 kB/s`. */
export function formatRate(bytes: number, seconds: number): string {
  return `${formatBytes(bytes / Math.max(seconds, 0.001))}/s`;
}

/** `0.42 s`, `12.3 s`, `2 min 5 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** How long ago: `just now`, `40 s ago`, `3 h ago`. */
export function formatAge(then: Date, now: Date): string {
  const seconds = Math.floor((now.getTime() - then.getTime()) / 1000);
  return seconds < 5 ? 'just now' : `${formatSpan(seconds)} ago`;
}

/** A span of time in the largest unit that says it: `40 s`, `3 h`, `9 days`. */
export function formatSpan(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 120 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** ISO 8601 → `2026-03-03 08:07:00`, in UTC. */
export function formatTime(iso: string): string {
  return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}
