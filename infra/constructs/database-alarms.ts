import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, metricOf, type AlarmProps } from './alarm.ts';

const quarterOfAnHour = 3;
const gibibyte = 1024 ** 3;
/** Aurora allows 189 connections at 1 capacity unit and 1,669 at 8 (Aurora user guide, "Maximum connections"). */
const connectionsPerCapacityUnit = 189;
/** The most that Aurora allows with 0.5 units as the minimum, and more than we ever want. */
const connectionsAtMost = 2000;

/** The ways in which the database becomes what everything waits for. */
export function alarmAboutDatabase(scope: Construct, stage: StageSettings): void {
  const { maxCapacityUnits } = stage.database;
  const connections = Math.min(maxCapacityUnits * connectionsPerCapacityUnit, connectionsAtMost);
  const alarms: (Pick<AlarmProps, 'kind' | 'whatBreaks' | 'threshold' | 'below' | 'periods'> & {
    metric: string;
    statistic: string;
  })[] = [
    {
      ...{ kind: 'database-at-capacity', metric: 'ACUUtilization', statistic: 'Average' },
      ...{ threshold: 95, periods: quarterOfAnHour },
      whatBreaks: 'Everything is slower: the database has grown as far as the stage lets it.',
    },
    {
      ...{ kind: 'database-cpu', metric: 'CPUUtilization', statistic: 'Average' },
      ...{ threshold: 90, periods: quarterOfAnHour },
      whatBreaks: 'Everything is slower: the database has no time left.',
    },
    {
      ...{ kind: 'database-storage', metric: 'FreeLocalStorage', statistic: 'Minimum' },
      ...{ threshold: gibibyte, below: true },
      whatBreaks: 'Large sorts and large loads are about to fail: the database runs out of room for them.',
    },
    {
      ...{ kind: 'database-connections', metric: 'DatabaseConnections', statistic: 'Maximum' },
      threshold: Math.floor(connections * 0.8),
      whatBreaks: 'Functions are about to be turned away by the database.',
    },
    {
      ...{ kind: 'database-deadlocks', metric: 'Deadlocks', statistic: 'Maximum' },
      threshold: 0.001,
      whatBreaks: 'Transactions wait for each other and one of them is thrown away: work is done twice.',
    },
  ];
  for (const { metric, statistic, ...alarm } of alarms)
    new Alarm(scope, alarm.kind, {
      ...{ stage, ...alarm },
      metric: metricOf({
        ...{ namespace: 'AWS/RDS', name: metric, statistic },
        dimensions: { DBClusterIdentifier: `millrace-${stage.name}` },
      }),
    });
}
