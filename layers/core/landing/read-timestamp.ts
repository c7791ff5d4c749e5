const pattern = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?$/;

/** The 17 digits of a timestamp that was written in 14 or 17 and is a moment in the calendar; null otherwise. */
export function readTimestamp(digits: string): string | null {
  const match = pattern.exec(digits);
  if (!match) return null;
  const [year, month, day, hour, minute, second, millisecond] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const time = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second, millisecond));
  // A day or hour that does not exist overflows into the next, and years below 100 into the last century.
  return formatTimestamp(time) === digits.padEnd(17, '0') ? digits.padEnd(17, '0') : null;
}

/** A moment as 17 digits, UTC. Meant for the years that have four. */
export function formatTimestamp(time: Date): string {
  return time.toISOString().replaceAll(/\D/g, '');
}
