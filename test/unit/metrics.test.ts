import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { openGauges } from '#platform/metrics.ts';

const unit = businessUnits[0]!;
let written: string[];
beforeEach(() => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Millrace/test');
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const nothing = {
  ...{ haltedFiles: 0, openAlerts: 0, pending: [], exportAgeSeconds: null },
  ...{ writeBacks: 0, oldestWriteBackSeconds: null },
};

test('a unit in which nothing waits is one line in its stage’s namespace', () => {
  openGauges('reconcile-landing').note(unit, nothing);
  const [line, ...others] = written.map((text) => JSON.parse(text) as Record<string, any>);
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    ...{ service: 'reconcile-landing', unit: unit.name },
    ...{ HaltedFiles: 0, OpenAlerts: 0, PendingFiles: 0, OldestPendingFile: 0 },
    _aws: { CloudWatchMetrics: [{ Namespace: 'Millrace/test', Dimensions: [['service', 'unit']] }] },
  });
  expect(line).not.toHaveProperty('ExportAge');
  expect(line).not.toHaveProperty('OldestWriteBack');
});

test('alerts that belong to no unit are a line without one', () => {
  openGauges('reconcile-landing').noteAlertsOfNoUnit(2);
  const [line, ...others] = written.map((text) => JSON.parse(text) as Record<string, any>);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ service: 'reconcile-landing', OpenAlertsOfNoUnit: 2 });
  expect(line?.['_aws'].CloudWatchMetrics[0].Dimensions).toEqual([['service']]);
});

test('feeds that have files waiting have a line each, and the unit’s says how long the oldest of all has waited', () => {
  const pending = [
    { feed: 'products', files: 2, oldestSeconds: 60 },
    { feed: 'channel_nodes', files: 1, oldestSeconds: 90 },
  ];
  const more = { pending, exportAgeSeconds: 3600, writeBacks: 4, oldestWriteBackSeconds: 5 };
  openGauges('reconcile-landing').note(unit, { ...nothing, ...more });
  const [ofUnit, ...ofFeeds] = written.map((text) => JSON.parse(text) as Record<string, any>);
  expect(ofUnit).toMatchObject({
    ...{ PendingFiles: 3, OldestPendingFile: 90, ExportAge: 3600, WaitingWriteBacks: 4, OldestWriteBack: 5 },
  });
  expect(ofFeeds).toMatchObject([
    { feed: 'products', OldestPendingFile: 60 },
    { feed: 'channel_nodes', OldestPendingFile: 90 },
  ]);
  expect(ofFeeds[0]?.['_aws'].CloudWatchMetrics[0].Dimensions).toEqual([['service', 'unit', 'feed']]);
});
