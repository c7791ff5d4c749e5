import { Aws, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { planPrefix } from '#core/landing/plan-prefix.ts';
import type { Env as MigrateDatabaseEnv } from '../../lambdas/migrate-database/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { Database } from '../constructs/database.ts';
import { Network } from '../constructs/network.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { RunOnDeploy } from '../constructs/run-on-deploy.ts';
import { allowSecretRead } from '../constructs/statements.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import type { StageSettings } from '../stages.ts';

export type DataStackProps = StackProps & { stage: StageSettings; assets: Assets };

/** What holds data: network, Aurora, buckets; and the migrations, which run at every deployment that changes them. */
export class DataStack extends Stack {
  readonly network: Network;
  readonly database: Database;
  readonly landingBucket: PrivateBucket;
  readonly exportsBucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-data`, tags: props.tags ?? {} });
    const { stage } = props;
    this.network = new Network(this, 'network', stage);
    this.database = new Database(this, 'database', { stage, network: this.network });

    const bucketName = (purpose: string) => `millrace-${stage.name}-${purpose}-${Aws.ACCOUNT_ID}`;
    const accessLogs = new PrivateBucket(this, 'access-logs', {
      logicalId: 'AccessLogBucket',
      bucketName: bucketName('access-logs'),
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    this.landingBucket = new PrivateBucket(this, 'landing', {
      logicalId: 'LandingBucket',
      bucketName: bucketName('landing'),
      versioned: true,
      sendsEvents: true,
      accessLogs,
      // Every version of every file stays: a replay reads them, and the ledger names them for ever. But
      // what `millrace plan` puts aside is deleted by whoever put it there; this is for those who may not.
      lifecycleRules: [
        { prefix: planPrefix, expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    this.exportsBucket = new PrivateBucket(this, 'exports', {
      logicalId: 'ExportsBucket',
      bucketName: bucketName('exports'),
      accessLogs,
    });
    this.#migrateDatabase(props);
  }

  #migrateDatabase({ stage, assets }: DataStackProps): void {
    // A minute less than the trigger itself has.
    const timeoutSeconds = 840;
    const secret = this.database.administratorSecret;
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    const migrate = new PipelineFunction<MigrateDatabaseEnv>(this, 'migrate-database', {
      surroundings: { stage, assets, network: this.network, layer },
      name: 'migrate-database',
      whenItFails: 'A deployment stops before any function that needs the new tables is deployed.',
      timeoutSeconds,
      memoryMiB: 512,
      environment: { DATABASE_SECRET_ARN: secret.secretArn },
      statements: [allowSecretRead(secret)],
    });
    new RunOnDeploy(this, 'migrations', {
      stage,
      function: migrate.function,
      after: [this.database, this.network],
      timeoutSeconds,
    });
  }
}
