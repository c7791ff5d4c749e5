import { Defect, InvalidInput, isMillraceError, Unavailable, asError } from '#core/errors.ts';

/**
 * What PostgreSQL, or the way to it, has against us, as one of our classes. By SQLSTATE (PostgreSQL manual,
 * appendix A): connection trouble, a sign-in that failed (RDS refuses IAM tokens when too many come at once), a lack of
 * resources, an operator's stop, a deadlock or a lock not had are over later; class 22 is a value that no retry makes
 * better. An error without a code is a connection that broke ("Connection terminated unexpectedly").
 */
export function translateDatabaseError(thrown: unknown): Error {
  if (isMillraceError(thrown)) return thrown;
  const error = asError(thrown);
  const code = sqlState(error);
  // pg throws bare errors for a broken connection; an error of any other class is not the database's.
  if (code === null && Object.getPrototypeOf(error) !== Error.prototype) return error;
  if (code === null || isTransient(code)) {
    return new Unavailable(
      'database-unavailable',
      `The database did not answer: ${error.message}`,
      { code },
      error,
    );
  }
  if (code.startsWith('22')) {
    return new InvalidInput('value-refused', `PostgreSQL refused a value: ${error.message}`, { code }, error);
  }
  return new Defect('database-refused', `PostgreSQL refused a statement: ${error.message}`, { code }, error);
}

/** The five characters of an SQLSTATE, or an errno name such as ECONNRESET; null when there is neither. */
function sqlState(error: Error): string | null {
  const code = (error as Error & { code?: unknown }).code;
  return typeof code === 'string' ? code : null;
}

const transientClasses = ['08', '28', '53', '57', '58'];
const transientCodes = ['40001', '40P01', '55P03', '25P03'];

function isTransient(code: string): boolean {
  if (code.startsWith('ERR_')) return false; // Node's word for a call that was wrong
  // An errno name, or one of TLS: EPIPE is as long as an SQLSTATE, but no class of those begins with E.
  if (code.startsWith('E') || !/^[0-9A-Z]{5}$/.test(code)) return true;
  return transientClasses.includes(code.slice(0, 2)) || transientCodes.includes(code);
}
