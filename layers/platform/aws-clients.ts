import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Region, credentials and endpoints come from the environment that Lambda gives every function. */
export const openS3 = (): S3Client => new S3Client({});
export const openSqs = (): SQSClient => new SQSClient({});
export const openSecretsManager = (): SecretsManagerClient => new SecretsManagerClient({});
