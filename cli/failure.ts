import type { ExitCode } from './session.ts';

/** Why a command did not do what was asked: one sentence what happened, one what to do. */
export class Failure extends Error {
  readonly code: string;
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, next = '', exitCode: ExitCode = 1, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.next = next;
    this.exitCode = exitCode;
  }
}

/** A command line that cannot be followed: nothing was tried. */
export function misuse(code: string, message: string, next = ''): Failure {
  return new Failure(code, message, next, 2);
}
