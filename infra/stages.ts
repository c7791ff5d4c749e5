/** Who hears of alarms and of the budget: people by e-mail, paging and chat by their HTTPS address. */
export type Subscriber = { email: string } | { https: string };

/** What differs between one stage and another. Everything else is the same in all of them. */
export type StageSettings = {
  /** Part of every physical name: `millrace-<name>-…`. */
  name: string;
  /**
   * The business units that are live, by name. The others have their schema and nothing that runs: no queue, no loader, no
   * exporter, nobody looks after them. What lands for them waits in the bucket.
   */
  units: readonly string[];
  database: {
    /** Aurora capacity units. `reconcile-landing` looks every few minutes, so pausing at 0 would never happen. */
    minCapacityUnits: number;
    maxCapacityUnits: number;
    /** Instances beside the writer. */
    readers: number;
    backupRetentionDays: number;
  };
  network: {
    /** Ways out, each in a zone of its own, for the functions that call other systems: with 2, one zone may fail. */
    natGateways: 1 | 2;
  };
  loader: {
    /** Connections over which one file is staged. */
    copyConnections: number;
    memoryMiB: number;
    timeoutSeconds: number;
  };
  /** How often work that is due and nobody does is looked for. It divides 15: every 15 minutes the bucket is listed. */
  reconcileEveryMinutes: 1 | 3 | 5 | 15;
  exporter: {
    /** Whether the nights that the catalog gives the units are kept. Without, people start every export. */
    everyNight: boolean;
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
    /** A name of one's own, with its certificate in the stage's region; null: the one that AWS gives. */
    domain: { name: string; certificateArn: string } | null;
  };
  alarms: { subscribers: readonly Subscriber[] };
  /** What the stage may cost in a month before somebody is told: at four fifths of it, and when it will be more. */
  budget: { monthlyUsd: number };
  /** How long the functions' log groups keep their lines. */
  logRetentionDays: 30 | 90 | 365;
};

/** Also what the local stack runs. */
const dev: StageSettings = {
  name: 'dev',
  units: ['bak', 'cefl', 'ecm', 'gem', 'athena'],
  database: { minCapacityUnits: 0.5, maxCapacityUnits: 8, readers: 0, backupRetentionDays: 7 },
  network: { natGateways: 1 },
  loader: { copyConnections: 2, memoryMiB: 1024, timeoutSeconds: 900 },
  reconcileEveryMinutes: 1,
  exporter: { everyNight: true, connections: 2, memoryMiB: 1024, timeoutSeconds: 900, scratchGiB: 4 },
  api: {
    origins: ['http://localhost:5173'],
    issuer: 'https://issuer.dev.millrace.example',
    audience: 'millrace-dev-pipeline',
    requestsPerSecond: 200,
    burst: 400,
    memoryMiB: 512,
    domain: null,
  },
  alarms: { subscribers: [{ email: 'millrace-dev@millrace.example' }] },
  budget: { monthlyUsd: 300 },
  logRetentionDays: 30,
};

/** One unit of each kind: the others run the same code. */
const staging: StageSettings = {
  ...dev,
  name: 'staging',
  units: ['bak', 'athena'],
  api: {
    ...dev.api,
    origins: ['https://staging.pipeline.millrace.example'],
    issuer: 'https://issuer.staging.millrace.example',
    audience: 'millrace-staging-pipeline',
  },
  alarms: { subscribers: [{ email: 'millrace-staging@millrace.example' }] },
  budget: { monthlyUsd: 250 },
};

const prod: StageSettings = {
  name: 'prod',
  units: ['bak', 'cefl', 'ecm', 'gem', 'athena'],
  database: { minCapacityUnits: 2, maxCapacityUnits: 32, readers: 1, backupRetentionDays: 35 },
  network: { natGateways: 2 },
  loader: { copyConnections: 4, memoryMiB: 2048, timeoutSeconds: 900 },
  reconcileEveryMinutes: 1,
  exporter: { everyNight: true, connections: 4, memoryMiB: 2048, timeoutSeconds: 900, scratchGiB: 10 },
  api: {
    origins: ['https://pipeline.millrace.example'],
    issuer: 'https://issuer.millrace.example',
    audience: 'millrace-prod-pipeline',
    requestsPerSecond: 500,
    burst: 1000,
    memoryMiB: 1024,
    domain: null,
  },
  alarms: {
    subscribers: [
      { email: 'millrace-on-call@millrace.example' },
      { https: 'https://paging.millrace.example/sns' },
    ],
  },
  budget: { monthlyUsd: 1200 },
  logRetentionDays: 365,
};

/** In the order in which a release goes through them. */
export const stages: readonly StageSettings[] = [dev, staging, prod];
