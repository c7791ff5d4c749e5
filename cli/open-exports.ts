import type { ExportsBucket } from '#core/export/ports.ts';
import type { Stack } from './connect-stack.ts';

export type ExportsReader = Pick<ExportsBucket, 'read' | 'readJson'>;

/** Reads in the exports bucket of a stack. */
export async function withExports<Result>(
  stack: Stack,
  work: (bucket: ExportsReader) => Promise<Result>,
): Promise<Result> {
  const { connectS3 } = await import('#platform/upload-object.ts');
  const { openExportsBucket } = await import('#platform/exports-bucket.ts');
  const { exportsBucket } = await stack.findBuckets();
  const s3 = connectS3(stack.s3);
  try {
    return await work(openExportsBucket(s3, exportsBucket));
  } finally {
    s3.destroy();
  }
}
