import { limits } from '../limits.ts';
import type { LandedFile } from './ports.ts';

/** Lines of the newest files in force that are like a file: of its feed and kind and, in a run, with its part number. */
export type UsualSize = { files: number; fewestLines: number };

/**
 * Whether a file came suspiciously small: a source whose data has stopped often goes on to succeed, with nothing.
 * @returns the words of the alert, or null for a file of usual size
 */
export function judgeSize(
  file: LandedFile,
  lines: number,
  usual: UsualSize,
): { code: 'empty-file' | 'fewer-lines'; message: string } | null {
  const ask =
    'It was applied. Ask whoever sends it whether that is all; the next file of usual size ends this alert.';
  if (lines === 0) return { code: 'empty-file', message: `${file.key} has no lines. ${ask}` };
  if (usual.files < limits.usualFilesAtLeast) return null;
  if (lines >= usual.fewestLines * limits.usualShare) return null;
  const band = `none of the last ${usual.files} ${file.kind} files of its feed had fewer than ${usual.fewestLines}`;
  return { code: 'fewer-lines', message: `${file.key} has ${lines} lines; ${band}. ${ask}` };
}
