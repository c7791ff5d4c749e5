import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Defect, InvalidInput, NotFound, Unavailable, asError } from '#core/errors.ts';

/** Where a client finds its service, and as whom it asks. */
export type ClientAccess = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

export function connectLambda(access: ClientAccess): LambdaClient {
  return new LambdaClient(access);
}

/**
 * Invokes a function and waits for what it returns.
 *
 * @throws NotFound `no-such-function`
 * @throws Unavailable `function-unreachable` when nothing answers there, `function-busy` when it is throttled
 * @throws InvalidInput `not-allowed` when the caller may not invoke it
 * @throws Defect `function-failed` with the function's own message
 */
export async function invokeFunction(
  lambda: LambdaClient,
  functionName: string,
  payload: unknown,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
  const answer = await lambda.send(command).catch((thrown: unknown) => {
    throw translateFailure(functionName, asError(thrown));
  });
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError !== undefined) throw readFunctionError(functionName, text);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function translateFailure(functionName: string, error: Error): Error {
  const facts = { functionName };
  switch (error.name) {
    case 'ResourceNotFoundException':
      return new NotFound('no-such-function', `There is no function "${functionName}".`, facts, error);
    case 'TooManyRequestsException':
    case 'ServiceException':
      return new Unavailable('function-busy', `${functionName} cannot be invoked right now.`, facts, error);
    case 'AccessDeniedException':
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
      return new InvalidInput('not-allowed', `You may not invoke ${functionName}.`, facts, error);
    default:
      return new Unavailable('function-unreachable', `${functionName} does not answer.`, facts, error);
  }
}

function readFunctionError(functionName: string, payload: string): Defect {
  const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
  const message = errorMessage ?? 'it gave no message';
  return new Defect('function-failed', `${functionName} failed: ${message}`, { functionName, errorType });
}
