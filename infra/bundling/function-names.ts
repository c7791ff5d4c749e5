/** The deployed functions: one folder below `lambdas/` for each. */
export const functionNames = ['load-files', 'migrate-database', 'operate', 'reconcile-landing'] as const;
export type FunctionName = (typeof functionNames)[number];
