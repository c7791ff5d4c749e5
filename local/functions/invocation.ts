/** What one invocation gave, as Lambda's API tells it. */
export type InvocationResult = {
  /** JSON: what the handler returned, or the error document. */
  payload: string;
  /** `Unhandled` when the handler threw, the process ended or time ran out; null when it returned. */
  functionError: 'Unhandled' | null;
};

/**
 * Invokes a function by its name or ARN with an event in JSON and waits for its end.
 * @throws UnknownFunction, Throttled
 */
export type Invoke = (nameOrArn: string, event: string) => Promise<InvocationResult>;

export class UnknownFunction extends Error {}
/** All of the concurrency that is reserved for the function is in use. */
export class Throttled extends Error {}

export function errorResult(errorType: string, errorMessage: string, trace?: string[]): InvocationResult {
  return {
    payload: JSON.stringify({ errorType, errorMessage, ...(trace && { trace }) }),
    functionError: 'Unhandled',
  };
}
