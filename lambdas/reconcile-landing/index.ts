import type { Context } from 'aws-lambda';
import { ReconcileRequest } from '#core/reconcile/bucket-report.ts';
import { boot } from './boot.ts';

let reconciler: ReturnType<typeof boot> | null = null;

export const handler = (event: unknown, context: Context): Promise<unknown> => {
  reconciler ??= boot(process.env);
  const asked = ReconcileRequest.safeParse(event);
  return asked.success ? reconciler.answer(asked.data, context) : reconciler.run(new Date(), context);
};
