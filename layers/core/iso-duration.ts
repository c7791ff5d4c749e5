const unitSeconds = { D: 86_400, H: 3600, M: 60, S: 1 } as const;

/** Whole seconds as a duration of ISO 8601, in days, hours, minutes and seconds: `P1DT2H`, `PT0S`. */
export function formatIsoDuration(seconds: number): string {
  let left = Math.floor(seconds);
  const parts = (['D', 'H', 'M', 'S'] as const).map((unit) => {
    const count = Math.floor(left / unitSeconds[unit]);
    left -= count * unitSeconds[unit];
    return count === 0 ? '' : `${count}${unit}`;
  });
  const [days, ...time] = parts;
  const timeOfDay = time.join('');
  if (days === '' && timeOfDay === '') return 'PT0S';
  return `P${days}${timeOfDay === '' ? '' : `T${timeOfDay}`}`;
}

/** The seconds of such a duration. */
export function readIsoDuration(duration: string): number {
  const parts = duration.matchAll(/(\d+)([DHMS])/g);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as 'D'], 0);
}
