import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics as MetricsPort } from '#core/load/ports.ts';

/** Counts of one business unit, written to the log in CloudWatch's embedded metric format when published. */
export function openMetrics(serviceName: string, unitName: string): MetricsPort & { publish(): void } {
  const metrics = new Metrics({ namespace: 'Millrace', serviceName, defaultDimensions: { unit: unitName } });
  return {
    count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
