import type { PipelineFunction } from './pipeline-function.ts';
import { Alarm, metricOf } from './alarm.ts';

/** An invocation that took this share of its time would soon have been stopped. */
const nearTimeoutShare = 0.95;

/** Rings when a function fails, is not let run, or is about to be stopped in the midst of its work. */
export function alarmWhenFailing(target: PipelineFunction<unknown>, timeoutSeconds: number): void {
  const { functionName, stage, subject, whenItFails: whatBreaks } = target;
  const metric = (name: string, statistic: string) =>
    metricOf({ namespace: 'AWS/Lambda', name, statistic, dimensions: { FunctionName: functionName } });
  new Alarm(target, 'fails', {
    ...{ stage, subject, kind: 'function-fails', whatBreaks, threshold: 1 },
    metric: metric('Errors', 'Sum'),
  });
  new Alarm(target, 'throttled', {
    ...{ stage, subject, kind: 'function-throttled', whatBreaks, threshold: 1, periods: 3 },
    metric: metric('Throttles', 'Sum'),
  });
  new Alarm(target, 'near-timeout', {
    ...{ stage, subject, kind: 'function-near-timeout', whatBreaks },
    metric: metric('Duration', 'Maximum'),
    threshold: timeoutSeconds * 1000 * nearTimeoutShare,
  });
}
