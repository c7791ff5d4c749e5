import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * A service that does not begin to answer is tried three times, as the SDK does, and given up within half a minute:
 * by itself the SDK waits for ever. How long a body may take is for whoever reads it.
 */
const requestHandler = { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true };

/** Region, credentials and endpoints come from the environment that Lambda gives every function. */
export const openS3 = (): S3Client => new S3Client({ requestHandler });
export const openSqs = (): SQSClient => new SQSClient({ requestHandler });
/** For whoever has a client waiting and can do without: given up within two seconds. */
export const openHastySqs = (): SQSClient =>
  new SQSClient({
    maxAttempts: 2,
    requestHandler: { ...requestHandler, connectionTimeout: 500, requestTimeout: 900 },
  });
export const openSecretsManager = (): SecretsManagerClient => new SecretsManagerClient({ requestHandler });
