import { InvalidInput, Unavailable } from '../errors.ts';

/** The destination asks for a pause of this length before anything else is sent to it. */
export class Throttled extends Unavailable {
  readonly retryAfterMs: number;

  constructor(code: string, message: string, retryAfterMs: number, facts: Record<string, unknown> = {}) {
    super(code, message, { ...facts, retryAfterMs });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The destination does not let us in: no record is to blame, and somebody has to mend the credentials. */
export class Unauthorized extends Unavailable {}

/** The destination will never take this call as it is. Of a call for several records, one may be to blame. */
export class Refused extends InvalidInput {}
