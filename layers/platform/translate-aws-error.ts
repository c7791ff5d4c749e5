import { asError, Defect, isMillraceError, NotFound, Unavailable } from '#core/errors.ts';

type AwsError = Error & { $metadata?: { httpStatusCode?: number }; $fault?: 'client' | 'server' };

const missing = new Set([
  'NoSuchKey',
  'NoSuchVersion',
  'NotFound',
  'NoSuchBucket',
  'ResourceNotFoundException',
]);

/**
 * What an AWS service, or the way to it, has against us, as one of our classes: 404 is not there, another refusal of
 * the client's is our mistake (a missing permission, a malformed call), everything else may be over later.
 * @param what the thing that was tried, as the subject of a sentence
 */
export function translateAwsError(what: string, thrown: unknown): Error {
  if (isMillraceError(thrown)) return thrown;
  const error = asError(thrown) as AwsError;
  if (error.name === 'AbortError') return error;
  const status = error.$metadata?.httpStatusCode;
  const facts = { name: error.name, status };
  if (missing.has(error.name))
    return new NotFound('object-missing', `${what}: ${error.message}`, facts, error);
  const isThrottle = status === 429 || /throttl|slow ?down|too ?many/i.test(error.name);
  if (status !== undefined && status >= 400 && status < 500 && !isThrottle) {
    return new Defect('aws-refused', `${what}: ${error.name}, ${error.message}`, facts, error);
  }
  return new Unavailable('aws-unavailable', `${what}: ${error.message}`, facts, error);
}
