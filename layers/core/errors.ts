/**
 * Five classes of failure, told apart by one question: would the same input have a chance later?
 * `code` is stable and documented in the runbook; `facts` are what a log or a caller may show.
 */
abstract class MillraceError extends Error {
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, facts: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.facts = facts;
  }
}

/** No: the input itself is wrong. Somebody has to send another. */
export class InvalidInput extends MillraceError {}
/**
 * Yes, when its turn comes: something that stands before it is not done.
 * @public
 */
export class OutOfOrder extends MillraceError {}
/** Yes: a connection, a throttle, a deadlock. */
export class Unavailable extends MillraceError {}
/** No: what was named does not exist. */
export class NotFound extends MillraceError {}
/** No: the code is wrong. Page someone. */
export class Defect extends MillraceError {}

export type { MillraceError };

/** True for every error of ours, whatever its class. */
export function isMillraceError(error: unknown): error is MillraceError {
  return error instanceof MillraceError;
}

/** An error that was thrown as anything, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
