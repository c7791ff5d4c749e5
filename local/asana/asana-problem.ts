import type { Answer } from '../http/answer.ts';

const help = 'For what a status means see https://developers.asana.com/docs/errors';

/** What Asana answers when it does not do what was asked, in the shape that its documentation gives. */
export class AsanaProblem extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  get body(): { errors: { message: string; help: string }[] } {
    return { errors: [{ message: this.message, help }] };
  }

  toAnswer(): Answer {
    return json(this.status, this.body, this.headers);
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const type = { 'content-type': 'application/json; charset=UTF-8' };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}
