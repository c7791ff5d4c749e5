import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BusinessUnit } from '#core/business-unit.ts';
import { parseKey } from '#core/landing/parse-key.ts';
import { misuse } from '../failure.ts';
import { findFiles, type FileToLoad } from './find-files.ts';

/** A file on this machine, or the key or `s3://` URI of one that lies in the landing bucket. */
export type Planned = { local: FileToLoad } | { landed: string };

/** What a path names that is to be planned: a file here before one in the bucket. */
export async function findPlanned(wanted: {
  path: string;
  unit: BusinessUnit;
  as: string | undefined;
  cwd: string;
}): Promise<Planned> {
  const { path, unit, as, cwd } = wanted;
  if (path.startsWith('s3://')) return { landed: path };
  const here = await stat(resolve(cwd, path)).catch(() => null);
  if (here?.isDirectory()) {
    throw misuse('plan-of-a-folder', `${path} is a folder.`, 'Plan its files one by one, as they come.');
  }
  const isKey = as === undefined && parseKey(path, unit).outcome === 'feed';
  if (!here && isKey) return { landed: path };
  const { files } = await findFiles(wanted);
  return { local: files[0] as FileToLoad };
}
