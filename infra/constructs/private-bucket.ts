import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

export type PrivateBucketProps = {
  /** Never changed: the bucket is kept when the stack forgets it. */
  logicalId: string;
  bucketName: string;
  versioned?: boolean;
  /** Where the accesses to this bucket are logged, under its logical id; the log bucket itself has none. */
  accessLogs?: s3.IBucket;
  lifecycleRules?: s3.LifecycleRule[];
  /** Tell EventBridge of every object. */
  sendsEvents?: boolean;
};

/** A bucket as all of ours are: private, encrypted, TLS only, and outliving its stack, unless that never came to be. */
export class PrivateBucket extends s3.Bucket {
  readonly #name: string;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      versioned: props.versioned ?? false,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(props.lifecycleRules ?? []),
      ],
      ...(props.accessLogs && {
        serverAccessLogsBucket: props.accessLogs,
        serverAccessLogsPrefix: `${props.logicalId}/`,
      }),
    });
    this.#name = props.bucketName;
    pinLogicalId(this, props.logicalId);
    if (!props.sendsEvents) return;
    // The property of the construct does the same by a custom resource with a function of its own.
    const bucket = this.node.defaultChild as s3.CfnBucket;
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /** The objects below a prefix (`bak/`), by the bucket's name, so that the ARN reads the same in every stack. */
  arnForPrefix(prefix: string): string {
    return `arn:${Aws.PARTITION}:s3:::${this.#name}/${prefix}*`;
  }
}
