import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics as MetricsPort } from '#core/load/ports.ts';
import type { Gauges } from '#core/reconcile/ports.ts';

/**
 * Counts of one business unit, written to the log in CloudWatch's embedded metric format when published. Their
 * namespace is the stage's: the library reads it from `POWERTOOLS_METRICS_NAMESPACE`.
 */
export function openMetrics(serviceName: string, unitName: string): MetricsPort & { publish(): void } {
  const metrics = new Metrics({ serviceName, defaultDimensions: { unit: unitName } });
  return {
    count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

/**
 * How units stand, in the same format: a line for each unit, one more for each feed that has files waiting, and one about
 * what belongs to no unit. A feed without any is silent.
 */
export function openGauges(serviceName: string): Gauges {
  const open = (dimensions: Record<string, string>) =>
    new Metrics({ serviceName, defaultDimensions: dimensions });
  return {
    note: ({ name }, gauges) => {
      const unit = open({ unit: name });
      unit.addMetric('HaltedFiles', MetricUnit.Count, gauges.haltedFiles);
      unit.addMetric('OpenAlerts', MetricUnit.Count, gauges.openAlerts);
      const files = gauges.pending.reduce((total, feed) => total + feed.files, 0);
      unit.addMetric('PendingFiles', MetricUnit.Count, files);
      const waiting = gauges.pending.map(({ oldestSeconds }) => oldestSeconds);
      unit.addMetric('OldestPendingFile', MetricUnit.Seconds, Math.max(0, ...waiting));
      if (gauges.exportAgeSeconds !== null)
        unit.addMetric('ExportAge', MetricUnit.Seconds, gauges.exportAgeSeconds);
      if (gauges.oldestWriteBackSeconds !== null) {
        unit.addMetric('WaitingWriteBacks', MetricUnit.Count, gauges.writeBacks);
        unit.addMetric('OldestWriteBack', MetricUnit.Seconds, gauges.oldestWriteBackSeconds);
      }
      unit.publishStoredMetrics();
      for (const { feed, oldestSeconds } of gauges.pending) {
        const ofFeed = open({ unit: name, feed });
        ofFeed.addMetric('OldestPendingFile', MetricUnit.Seconds, oldestSeconds);
        ofFeed.publishStoredMetrics();
      }
    },
    noteAlertsOfNoUnit: (count) => {
      const ofNoUnit = open({});
      ofNoUnit.addMetric('OpenAlertsOfNoUnit', MetricUnit.Count, count);
      ofNoUnit.publishStoredMetrics();
    },
  };
}
