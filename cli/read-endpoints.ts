import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { Endpoints } from './endpoints.ts';
import { Failure, misuse } from './failure.ts';
import type { Session } from './session.ts';

const usualPlace = join('.local', 'endpoints.json');

/**
 * Where a stack on this machine is, as the named file says, or the one that `npm start` writes in the project, or in a
 * folder above the current one.
 */
export function readEndpoints(session: Session, named: string | undefined): Endpoints {
  if (named) {
    const path = resolve(session.cwd, named);
    const text = readIfThere(path);
    if (text === null) throw misuse('no-endpoints', `There is no file ${path} that says where the stack is.`);
    return parseEndpoints(path, text);
  }
  for (const folder of [session.projectRoot, ...foldersUpFrom(session.cwd)]) {
    const path = join(folder, usualPlace);
    const text = readIfThere(path);
    if (text !== null) return parseEndpoints(path, text);
  }
  throw new Failure(
    'not-running',
    'The stack is not running.',
    'Start it with `npm start`, or name a stage on AWS: `npx millrace … --stage NAME`.',
  );
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw misuse('unreadable-endpoints', `${path} cannot be read: ${(error as Error).message}`);
  }
}

function parseEndpoints(path: string, text: string): Endpoints {
  try {
    return Endpoints.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Failure(
      'bad-endpoints',
      `${path} does not say where a stack is: ${why}`,
      'Start the stack again with `npm start`: it writes the file.',
      1,
      error,
    );
  }
}

function foldersUpFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}
