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
  exporter: {
    /** CSVs that are written at a time, each over a connection of its own. */
    connections: number;
    memoryMiB: number;
    timeoutSeconds: number;
    /** Room for files of its own, 10 at the most. */
    scratchGiB: number;
  };
  api: {
    /** Origins of the frontends that browsers may call it from. */
    origins: readonly string[];
    /** Whose tokens it takes: an OpenID provider that serves its keys, and the audience that they must be made for. */
    issuer: string;
    audience: string;
    /** Requests a second for all clients together, and how many may come at once. */
    requestsPerSecond: number;
    burst: number;
    memoryMiB: number;
  };
  /** How long the functions' log groups keep their lines. */
  logRetentionDays: 30 | 90 | 365;
};

const dev: StageSettings = {
  name: 'dev',
  database: { minCapacityUnits: 0.5, maxCapacityUnits: 8, readers: 0, backupRetentionDays: 7 },
  loader: { copyConnections: 2, memoryMiB: 1024, timeoutSeconds: 900 },
  exporter: { connections: 2, memoryMiB: 1024, timeoutSeconds: 900, scratchGiB: 4 },
  api: {
    origins: ['http://localhost:5173'],
    issuer: 'https://issuer.dev.millrace.example',
    audience: 'millrace-dev-pipeline',
    requestsPerSecond: 200,
    burst: 400,
    memoryMiB: 512,
  },
  logRetentionDays: 30,
};

export const stages: readonly StageSettings[] = [dev];
