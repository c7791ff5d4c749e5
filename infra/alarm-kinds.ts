/** What alarms there are. Each is a heading of docs/runbook.md, and the end of the names of its alarms. */
export const alarmKinds = [
  'queue-is-late',
  'dlq-not-empty',
  'function-fails',
  'function-throttled',
  'function-near-timeout',
  'schedule-did-not-run',
  'files-halted',
  'file-waits',
  'lines-rejected',
  'alerts-open',
  'export-too-old',
  'write-backs-wait',
  'write-backs-failed',
  'api-fails',
  'api-slow',
  'database-at-capacity',
  'database-cpu',
  'database-storage',
  'database-connections',
  'database-deadlocks',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];
