/** When a schedule is due: every so often from now on, or at times that fields of a calendar describe. */
export type Timing = { everyMs: number } | { cron: string };

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)` and `cron(0 3 ? * MON-FRI *)`.
 * @returns for cron, fields as croner wants them: seconds first
 * @throws Error for anything else
 */
export function parseSchedule(expression: string): Timing {
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression.trim()) ?? [];
  const rate = kind === 'rate' ? /^(\d+) (minute|hour|day)s?$/.exec(inner) : null;
  if (rate && Number(rate[1]) > 0) return { everyMs: Number(rate[1]) * unitMs[rate[2]!]! };
  if (kind === 'cron' && inner.split(/\s+/).length === 6) return { cron: `0 ${inner}` };
  throw new Error(`The local stack does not know the schedule "${expression}".`);
}
