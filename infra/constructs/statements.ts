import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Database } from './database.ts';
import type { PrivateBucket } from './private-bucket.ts';

/** Sign in to the database as those roles, with an IAM token. */
export function allowDatabaseSignIn(database: Database, roles: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['rds-db:connect'],
    resources: roles.map((role) => database.signInArn(role)),
  });
}

/** Read any version of those objects. */
export function allowObjectReads(objectArns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [...objectArns],
  });
}

/**
 * List the versions of objects: of all, which is how a key under no unit's prefix is found, or only below those
 * prefixes (`bak/`).
 */
export function allowVersionListing(bucket: IBucket, prefixes?: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
    ...(prefixes && { conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } } }),
  });
}

/** Write, read and remove those objects, and list what lies below those prefixes. */
export function allowExports(bucket: PrivateBucket, prefixes: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject', 's3:DeleteObject'],
      resources: prefixes.map((prefix) => bucket.arnForPrefix(prefix)),
    }),
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    }),
  ];
}

/** Ring those units' bells. */
export function allowSending(queues: readonly IQueue[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: queues.map((queue) => queue.queueArn),
  });
}

/** Read one secret's value. */
export function allowSecretRead(secret: ISecret): PolicyStatement {
  return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
}
