import type { OpenAlert, UnitStatus } from '#core/operate/responses.ts';

/** Whether the alert tells of a file that the unit shows as halted anyway. */
export function isAboutHalt(unit: UnitStatus, alert: OpenAlert): boolean {
  return unit.feeds.some(({ halted }) => halted !== null && alert.subject.includes(halted.file));
}
