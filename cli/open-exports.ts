import type { ExportsBucket } from '#core/export/ports.ts';
import type { Session } from './session.ts';
import type { Endpoints } from './endpoints.ts';
import { accessTo } from './access-to.ts';

export type ExportsReader = Pick<ExportsBucket, 'read' | 'readJson'>;

/** Reads in the exports bucket of a stack. */
export async function withExports<Result>(
  endpoints: Endpoints,
  session: Session,
  work: (bucket: ExportsReader) => Promise<Result>,
): Promise<Result> {
  const { connectS3 } = await import('#platform/upload-object.ts');
  const { openExportsBucket } = await import('#platform/exports-bucket.ts');
  const s3 = connectS3(accessTo(endpoints.s3, session.env));
  try {
    return await work(openExportsBucket(s3, endpoints.exportsBucket));
  } finally {
    s3.destroy();
  }
}
