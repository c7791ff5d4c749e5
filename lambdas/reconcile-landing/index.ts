import { boot } from './boot.ts';

let reconcile: ReturnType<typeof boot> | null = null;

export const handler = (): Promise<unknown> => {
  reconcile ??= boot(process.env);
  return reconcile(new Date());
};
