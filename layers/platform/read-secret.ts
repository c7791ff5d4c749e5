import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Defect } from '#core/errors.ts';
import { translateAwsError } from './translate-aws-error.ts';

/**
 * The text of a secret.
 * @throws NotFound, Unavailable as the service answers; Defect `secret-empty` for a secret without text
 */
export async function readSecret(client: SecretsManagerClient, arn: string): Promise<string> {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (answer.SecretString) return answer.SecretString;
  } catch (error) {
    throw translateAwsError('Reading a secret', error);
  }
  throw new Defect('secret-empty', 'The secret has no text value.', { arn });
}
