/** The deployed functions: one folder below `lambdas/` for each. */
export const functionNames = [
  'configure-exports',
  'drain-write-backs',
  'export-csv',
  'load-files',
  'migrate-database',
  'operate',
  'pipeline-api',
  'reconcile-landing',
] as const;
export type FunctionName = (typeof functionNames)[number];
