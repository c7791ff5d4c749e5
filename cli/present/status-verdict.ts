import type { StatusResponse } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { isAboutHalt } from './halted-files.ts';
import { formatCountOf } from './quantities.ts';

/** The last line of `status`: whether anybody has to do something, and how much there is to do. */
export function formatVerdict(status: StatusResponse, output: Output): string {
  if (!status.stuck) return colour(output, 'green', 'Nothing is stuck.');
  const halted = status.units.flatMap((unit) => unit.feeds.filter((feed) => feed.halted !== null));
  const ofUnits = status.units.flatMap((unit) => unit.alerts.filter((alert) => !isAboutHalt(unit, alert)));
  const critical = [...ofUnits, ...status.alerts].filter((alert) => alert.severity === 'critical');
  const parts = [
    ...(halted.length > 0 ? [formatCountOf(halted.length, 'halted file')] : []),
    ...(critical.length > 0 ? [formatCountOf(critical.length, 'critical alert')] : []),
  ];
  const what = parts.length > 0 ? parts.join(', ') : 'a loader that no longer answers';
  return colour(output, 'red', `Stuck: ${what}.`);
}
