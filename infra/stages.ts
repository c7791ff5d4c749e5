/** What differs between one stage and another. Everything else is the same in all of them. */
export type StageSettings = {
  /** Part of every physical name: `millrace-<name>-…`. */
  name: string;
  database: {
    /** Aurora capacity units. `reconcile-landing` looks every minute, so pausing at 0 would never happen. */
    minCapacityUnits: number;
    maxCapacityUnits: number;
    /** Instances beside the writer. */
    readers: number;
    backupRetentionDays: number;
  };
  loader: {
    /** Connections over which one file is staged. */
    copyConnections: number;
    memoryMiB: number;
    timeoutSeconds: number;
  };
  /** How long the functions' log groups keep their lines. */
  logRetentionDays: 30 | 90 | 365;
};

const dev: StageSettings = {
  name: 'dev',
  database: { minCapacityUnits: 0.5, maxCapacityUnits: 8, readers: 0, backupRetentionDays: 7 },
  loader: { copyConnections: 2, memoryMiB: 1024, timeoutSeconds: 900 },
  logRetentionDays: 30,
};

export const stages: readonly StageSettings[] = [dev];
