import { liveUnits } from '../live-units.ts';
import { drainEveryMinutes } from '../stacks/write-backs.ts';
import type { StageSettings } from '../stages.ts';
import { prices } from './prices.ts';
import type { Workload } from './workload.ts';

/** One line of a bill: so many of something, at so much. */
export type CostLine = { what: string; amount: number; of: string; price: number };

/** What the templates of a stage have of the things that are paid for one by one. */
export type Counted = {
  alarms: number;
  secrets: number;
  queues: number;
  /** Functions by their folders: each has a count of its error lines, however many units run it. */
  services: number;
};

const hours = 730;
const days = hours / 24;
const zones = 2;
const interfaceEndpoints = 2;
/** Lambda asks a queue five times at once, and waits for 20 s each time (Lambda developer guide, "SQS polling"). */
const pollsPerMonth = (5 * hours * 3600) / 20;
const reconcileSeconds = 1;
const exportSeconds = 60;
const drainSeconds = 2;
const apiSeconds = 0.05;
const logKibPerRun = 2;
/** Five counts of the loader, and up to seven things that the reconciler sees of each unit. */
const metricsPerUnit = 12;
/** Alerts that belong to no unit. */
const metricsOfNoUnit = 1;
const landedGibMonths = 12;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What a stage costs in a month: its sizes, times what it has to do, times AWS's list prices. */
export function estimateCosts(stage: StageSettings, work: Workload, counted: Counted): CostLine[] {
  return [
    ...databaseLines(stage, work),
    ...networkLines(stage),
    ...functionLines(stage, work, counted),
    ...storageLines(work),
    ...watchingLines(stage, work, counted),
  ];
}

/** @returns US dollars */
export function totalOf(lines: readonly CostLine[]): number {
  return sum(lines.map(({ amount, price }) => amount * price));
}

function databaseLines({ database }: StageSettings, work: Workload): CostLine[] {
  const { aurora } = prices;
  const busyHours = work.busyHoursPerDay * days;
  const more = Math.max(0, work.busyCapacityUnits - database.minCapacityUnits);
  const instances = 1 + database.readers;
  const changedGib = (work.databaseGib / 100) * (database.backupRetentionDays - 1);
  return [
    {
      ...{ what: `Aurora, ${instances} × ${database.minCapacityUnits} ACU at rest`, of: 'ACU-hours' },
      ...{ amount: instances * database.minCapacityUnits * hours, price: aurora.capacityUnitHour },
    },
    {
      ...{ what: `Aurora, busy for ${work.busyHoursPerDay} h a day`, of: 'ACU-hours more' },
      ...{ amount: instances * more * busyHours, price: aurora.capacityUnitHour },
    },
    {
      ...{ what: 'Aurora storage', of: 'GiB', amount: work.databaseGib },
      price: aurora.storageGibMonth,
    },
    { what: 'Aurora I/O', of: 'million', amount: work.millionIosPerMonth, price: aurora.millionIos },
    {
      what: `Aurora backups of ${database.backupRetentionDays} days, 1 % changed a day`,
      ...{ of: 'GiB', amount: changedGib, price: aurora.backupGibMonth },
    },
  ];
}

function networkLines({ network }: StageSettings): CostLine[] {
  const { natGatewayHour, publicAddressHour, natGib, endpointZoneHour } = prices.network;
  return [
    {
      ...{ what: `NAT, ${network.natGateways} with an address each`, of: 'hours' },
      ...{ amount: network.natGateways * hours, price: natGatewayHour + publicAddressHour },
    },
    { what: 'NAT, what goes through', of: 'GiB', amount: 1, price: natGib },
    {
      ...{ what: `Interface endpoints, ${interfaceEndpoints} in ${zones} zones`, of: 'hours' },
      ...{ amount: interfaceEndpoints * zones * hours, price: endpointZoneHour },
    },
  ];
}

type Runs = { runs: number; seconds: number; memoryMiB: number };

/** How often a month the schedules start what. */
function scheduledRuns(
  stage: StageSettings,
): Record<'reconciler' | 'drain' | 'nights' | 'exporters', number> {
  const settings = liveUnits(stage).flatMap(({ exports }) => exports ?? []);
  const quarters = sum(settings.map(({ windowHours }) => windowHours * 4));
  const nights = stage.exporter.everyNight ? days : 0;
  return {
    reconciler: (hours * 60) / stage.reconcileEveryMinutes,
    drain: (hours * 60) / drainEveryMinutes,
    nights: settings.length * nights,
    exporters: quarters * nights,
  };
}

/** How often which function runs in a month. */
function runsOf(stage: StageSettings, work: Workload): Runs[] {
  const units = liveUnits(stage);
  const { reconciler, drain, nights, exporters } = scheduledRuns(stage);
  const { loader, exporter, api } = stage;
  return [
    {
      runs: units.length * work.filesPerDay * days,
      seconds: work.secondsPerFile,
      memoryMiB: loader.memoryMiB,
    },
    { runs: reconciler, seconds: reconcileSeconds, memoryMiB: 512 },
    // The first run of a night that is published does the work; the others look and go.
    { runs: nights, seconds: exportSeconds, memoryMiB: exporter.memoryMiB },
    { runs: exporters - nights, seconds: 1, memoryMiB: exporter.memoryMiB },
    { runs: drain + work.editsPerDay * days, seconds: drainSeconds, memoryMiB: 512 },
    { runs: work.apiRequestsPerDay * days, seconds: apiSeconds, memoryMiB: api.memoryMiB },
  ];
}

function functionLines(stage: StageSettings, work: Workload, { queues }: Counted): CostLine[] {
  const all = runsOf(stage, work);
  const gibSeconds = sum(all.map(({ runs, seconds, memoryMiB }) => (runs * seconds * memoryMiB) / 1024));
  const runs = sum(all.map((one) => one.runs));
  const { reconciler, drain, exporters } = scheduledRuns(stage);
  return [
    { what: 'Lambda, time', of: 'GiB-seconds', amount: gibSeconds, price: prices.lambda.gibSecond },
    { what: 'Lambda, runs', of: 'million', amount: runs / 1e6, price: prices.lambda.millionRequests },
    {
      ...{ what: `SQS, ${queues} queues that Lambda asks`, of: 'million' },
      ...{ amount: (queues * pollsPerMonth) / 1e6, price: prices.sqs.millionRequests },
    },
    {
      ...{ what: 'API Gateway', of: 'million requests' },
      ...{ amount: (work.apiRequestsPerDay * days) / 1e6, price: prices.api.millionRequests },
    },
    {
      ...{ what: 'EventBridge Scheduler', of: 'million runs' },
      ...{ amount: (reconciler + drain + exporters) / 1e6, price: prices.scheduler.millionRuns },
    },
  ];
}

function storageLines(work: Workload): CostLine[] {
  return [
    {
      ...{ what: `S3, files of ${landedGibMonths} months`, of: 'GiB' },
      ...{ amount: work.gibPerMonth * landedGibMonths, price: prices.s3.gibMonth },
    },
    { what: 'S3, writes', of: 'thousand', amount: 10, price: prices.s3.thousandPuts },
  ];
}

function watchingLines(stage: StageSettings, work: Workload, counted: Counted): CostLine[] {
  const { cloudWatch, secrets } = prices;
  const runs = sum(runsOf(stage, work).map((one) => one.runs));
  const metrics = stage.units.length * metricsPerUnit + metricsOfNoUnit + counted.services;
  const feeds = sum(liveUnits(stage).map((unit) => unit.feeds.length));
  return [
    { what: 'CloudWatch alarms', of: 'alarms', amount: counted.alarms, price: cloudWatch.alarm },
    {
      what: 'CloudWatch metrics of our own',
      of: 'metrics',
      amount: metrics + feeds,
      price: cloudWatch.metric,
    },
    { what: 'CloudWatch dashboard', of: 'dashboard', amount: 1, price: cloudWatch.dashboard },
    {
      ...{ what: `CloudWatch logs, ${logKibPerRun} KiB a run`, of: 'GiB' },
      ...{ amount: (runs * logKibPerRun) / 1024 ** 2, price: cloudWatch.logGib },
    },
    { what: 'Secrets', of: 'secrets', amount: counted.secrets, price: secrets.secret },
    { what: 'KMS, the key of the alarms’ topic', of: 'key', amount: 1, price: secrets.key },
  ];
}
