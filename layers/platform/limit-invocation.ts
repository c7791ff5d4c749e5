import type { Context } from 'aws-lambda';

/** What an invocation may know of its own end. */
export type InvocationLimits = {
  requestId: string;
  /** Milliseconds until the platform ends the invocation. */
  remainingMs(): number;
  /** Aborts shortly before that. */
  signal: AbortSignal;
};

/** Time to end connections and say so before the platform kills the process. */
const farewellMs = 2_000;

export function limitInvocation(context: Context): InvocationLimits {
  return {
    requestId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
    signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - farewellMs)),
  };
}
