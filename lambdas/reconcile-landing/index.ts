import { ReconcileRequest } from '#core/reconcile/bucket-report.ts';
import { boot } from './boot.ts';

let reconciler: ReturnType<typeof boot> | null = null;

export const handler = (event: unknown): Promise<unknown> => {
  reconciler ??= boot(process.env);
  const asked = ReconcileRequest.safeParse(event);
  return asked.success ? reconciler.answer(asked.data) : reconciler.run(new Date());
};
