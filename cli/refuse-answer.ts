import { Failure } from './failure.ts';

/** Why an answer of the stack cannot be shown. */
export function refuseAnswer(cause: unknown): Failure {
  return new Failure(
    'unexpected-answer',
    'The stack answered in a way that this command line does not understand.',
    'They may be of different versions: start the stack again with `npm start`.',
    1,
    cause,
  );
}
