import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { boot, type LoadFiles } from './boot.ts';

let loadFiles: LoadFiles | null = null;

export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  loadFiles ??= boot(process.env);
  return loadFiles(event, context);
};
