import { BucketReport, type ReconcileRequest } from '#core/reconcile/bucket-report.ts';
import type { Stack } from './connect-stack.ts';
import { refuseAnswer } from './refuse-answer.ts';

/** Has `reconcile-landing`, which may list the bucket, compare it with the ledger of a unit. */
export async function invokeReconcile(
  stack: Stack,
  reconcile: ReconcileRequest['reconcile'],
): Promise<BucketReport> {
  const request: ReconcileRequest = { reconcile };
  const answer = await stack.invoke('reconcile-landing', request);
  const report = BucketReport.safeParse(answer);
  if (report.success) return report.data;
  throw refuseAnswer(report.error);
}
