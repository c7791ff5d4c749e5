import type { Answer } from '../http/answer.ts';

/** What Airtable answers when it does not do what was asked, in the shape that its documentation gives. */
export class AirtableProblem extends Error {
  readonly status: number;
  readonly body: unknown;

  private constructor(status: number, message: string, body: unknown) {
    super(message);
    this.status = status;
    this.body = body;
  }

  static typed(status: number, type: string, message: string): AirtableProblem {
    return new AirtableProblem(status, message, { error: { type, message } });
  }

  static bare(status: number, error: string): AirtableProblem {
    return new AirtableProblem(status, error, { error });
  }

  static listed(status: number, error: string, message: string): AirtableProblem {
    return new AirtableProblem(status, message, { errors: [{ error, message }] });
  }

  toAnswer(): Answer {
    return json(this.status, this.body);
  }
}

export function json(status: number, body: unknown): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(body) };
}
