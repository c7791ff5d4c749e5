import { asError, isMillraceError } from '#core/errors.ts';
import { Failure } from './failure.ts';

/** What a person can do about the errors that talking to a stack brings, by their code. */
const nextByCode: Readonly<Record<string, string>> = {
  'function-unreachable':
    'Start it with `npm start`, name another one with --endpoints FILE, or a stage on AWS with --stage NAME.',
  's3-unreachable': 'Look whether the stack still runs (`npx millrace status`), then load the file again.',
  'no-such-function': 'The stack may be older than this command line: start it again with `npm start`.',
  'function-busy': 'Try again in a moment.',
  'function-failed': 'Read what it logged: `npx millrace logs`.',
};

/** Whatever was thrown, as something that says what happened and what to do. */
export function explainError(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = asError(thrown);
  if (!isMillraceError(error)) {
    return new Failure('defect', `This should not have happened: ${error.stack ?? error.message}`);
  }
  const message = error.code === 'function-unreachable' ? 'The stack is not running.' : error.message;
  const exitCode = error.code === 'unknown-unit' ? 2 : 1;
  return new Failure(error.code, message, nextByCode[error.code], exitCode, error);
}
