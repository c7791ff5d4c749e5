import { InvalidInput } from '#core/errors.ts';

/** As the services call a signature whose time is over. */
const expired: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** As they call one that they do not know, or that is wrong. */
const refused: ReadonlySet<string> = new Set([
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Sign-ins that people do in a browser, of which the SDK has no name of an error but words. */
const signIn = /\b(?:sso|login|session|token)\b/i;

/**
 * What keeps a call from being signed as somebody whom AWS knows, as one of our errors with the SDK's own words; null
 * for every other error.
 */
export function translateSignInError(error: Error): InvalidInput | null {
  const { name, message } = error;
  const facts = { name };
  if (/^Region (?:is missing|not accepted)/.test(message))
    return new InvalidInput('no-aws-region', `It is not said which AWS region: ${message}`, facts, error);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    if (signIn.test(message)) return describeExpired(message, facts, error);
    const none = `There are no AWS credentials to sign with: ${message}`;
    return new InvalidInput('no-aws-credentials', none, facts, error);
  }
  if (expired.has(name)) return describeExpired(message, facts, error);
  if (!refused.has(name)) return null;
  const unknown = `AWS does not accept these credentials: ${message}`;
  return new InvalidInput('aws-credentials-refused', unknown, facts, error);
}

function describeExpired(message: string, facts: Record<string, unknown>, error: Error): InvalidInput {
  return new InvalidInput(
    'aws-sign-in-over',
    `You are not signed in to AWS any more: ${message}`,
    facts,
    error,
  );
}
