import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Defect, InvalidInput, NotFound, Unavailable, asError } from '#core/errors.ts';
import { translateSignInError } from './translate-sign-in-error.ts';

/** Where a client finds its service, and as whom it asks; null: as the SDK finds both by itself. */
export type ClientAccess = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} | null;

export function connectLambda(access: ClientAccess): LambdaClient {
  return new LambdaClient(access ?? {});
}

/**
 * Invokes a function and waits for what it returns.
 *
 * @throws NotFound `no-such-function`
 * @throws Unavailable `function-unreachable` when nothing answers there, `function-busy` when it is throttled
 * @throws InvalidInput `not-allowed` when the caller may not invoke it; what `translateSignInError` tells apart
 * @throws Defect `function-failed` with the function's own message
 */
export async function invokeFunction(
  lambda: LambdaClient,
  functionName: string,
  payload: unknown,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
  const answer = await lambda.send(command).catch(async (thrown: unknown) => {
    throw translateFailure({ functionName, region: await findRegion(lambda) }, asError(thrown));
  });
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError !== undefined) throw readFunctionError(functionName, text);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** Null when none is said: then that is what the call failed for. */
function findRegion(lambda: LambdaClient): Promise<string | null> {
  return lambda.config.region().catch(() => null);
}

function translateFailure(facts: { functionName: string; region: string | null }, error: Error): Error {
  const { functionName } = facts;
  const cause = translateSignInError(error);
  if (cause) return cause;
  switch (error.name) {
    case 'ResourceNotFoundException':
      return new NotFound('no-such-function', `There is no function "${functionName}".`, facts, error);
    case 'TooManyRequestsException':
    case 'ServiceException':
      return new Unavailable('function-busy', `${functionName} cannot be invoked right now.`, facts, error);
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new InvalidInput(
        'not-allowed',
        `You may not invoke ${functionName}: ${error.message}`,
        facts,
        error,
      );
    default:
      return new Unavailable(
        'function-unreachable',
        `${functionName} does not answer: ${error.message}`,
        facts,
        error,
      );
  }
}

function readFunctionError(functionName: string, payload: string): Defect {
  const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
  const message = errorMessage ?? 'it gave no message';
  return new Defect('function-failed', `${functionName} failed: ${message}`, { functionName, errorType });
}
