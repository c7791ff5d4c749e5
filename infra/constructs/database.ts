import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import { alarmAboutDatabase } from './database-alarms.ts';
import type { Network } from './network.ts';
import { pinLogicalId } from './pin-logical-id.ts';

const description = 'What the database of Millrace is told beside the defaults of Aurora';
/**
 * TLS for everybody. What takes more than a second, or waits for a lock for as long, is in the log; what it was given is
 * not: records and edits are nothing for a log.
 */
const parameters = {
  'rds.force_ssl': '1',
  log_min_duration_statement: '1000',
  log_lock_waits: '1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** Aurora PostgreSQL, the same minor version as the local stack's. */
export class Database extends Construct {
  /** The database inside the cluster that holds the control schema and one schema for each business unit. */
  readonly databaseName = 'millrace';
  readonly cluster: rds.DatabaseCluster;

  constructor(scope: Construct, id: string, props: { stage: StageSettings; network: Network }) {
    super(scope, id);
    const { stage, network } = props;
    const engine = rds.DatabaseClusterEngine.auroraPostgres({
      version: rds.AuroraPostgresEngineVersion.VER_17_9,
    });
    // A new minor version comes by a deployment, together with the local stack's.
    const instance = { autoMinorVersionUpgrade: false, enablePerformanceInsights: true };
    this.cluster = new rds.DatabaseCluster(this, 'cluster', {
      engine,
      parameterGroup: new rds.ParameterGroup(this, 'parameters', { engine, description, parameters }),
      clusterIdentifier: `millrace-${stage.name}`,
      defaultDatabaseName: this.databaseName,
      credentials: rds.Credentials.fromGeneratedSecret('millrace_admin', {
        secretName: `millrace-${stage.name}-database-administrator`,
      }),
      iamAuthentication: true,
      writer: rds.ClusterInstance.serverlessV2('writer', instance),
      readers: Array.from({ length: stage.database.readers }, (_, index) =>
        rds.ClusterInstance.serverlessV2(`reader-${index + 1}`, { ...instance, scaleWithWriter: true }),
      ),
      serverlessV2MinCapacity: stage.database.minCapacityUnits,
      serverlessV2MaxCapacity: stage.database.maxCapacityUnits,
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      storageEncrypted: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      backup: { retention: Duration.days(stage.database.backupRetentionDays) },
      databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
      enablePerformanceInsights: true,
      cloudwatchLogsExports: ['postgresql'],
    });
    this.#keepLog(stage);
    alarmAboutDatabase(this, stage);
    this.cluster.connections.allowDefaultPortFrom(network.functionSecurityGroup, 'the functions');
    pinLogicalId(this.cluster, 'DatabaseCluster');
    const secret = this.cluster.node.findChild('Secret') as rds.DatabaseSecret;
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    pinLogicalId(secret, 'DatabaseAdministrator');
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'Only migrate-database reads it, at deployments; all others sign in with IAM tokens. People rotate it: docs/operations.md.',
    );
  }

  /** Before Aurora makes the group itself, whose lines would be kept for ever. */
  #keepLog({ name, logRetentionDays }: StageSettings): void {
    const log = new logs.LogGroup(this, 'log', {
      logGroupName: `/aws/rds/cluster/millrace-${name}/postgresql`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.cluster.node.addDependency(log);
  }

  /** Where functions connect to. */
  get environment(): { DATABASE_HOST: string; DATABASE_PORT: string; DATABASE_NAME: string } {
    const { hostname, port } = this.cluster.clusterEndpoint;
    return { DATABASE_HOST: hostname, DATABASE_PORT: `${port}`, DATABASE_NAME: this.databaseName };
  }

  /** The administrator's secret, complete: it names host and port once the cluster is attached to it. */
  get administratorSecret() {
    if (!this.cluster.secret) throw new Error('The cluster was built without a generated secret.');
    return this.cluster.secret;
  }

  /** The ARN that `rds-db:connect` takes for signing in as that role. */
  signInArn(role: string): string {
    return Stack.of(this).formatArn({
      service: 'rds-db',
      resource: 'dbuser',
      resourceName: `${this.cluster.clusterResourceIdentifier}/${role}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
