import { relative } from 'node:path';
import type { OutputFile } from 'esbuild';
import { projectFolder } from './project-folder.ts';

/** A file of a bundle. Its path is relative to the folder that all of them are written to. */
export type BundledFile = { path: string; contents: string | Uint8Array };

/** esbuild thinks that it writes below the project, so that the paths in source maps do not depend on the machine. */
export const buildFolder = 'build';

export function asBundledFile(file: OutputFile): BundledFile {
  return { path: relative(`${projectFolder}/${buildFolder}`, file.path), contents: file.contents };
}
