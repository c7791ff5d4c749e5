import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Assets } from '../bundling/bundle-assets.ts';
import type { FunctionName } from '../bundling/function-names.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { metricNamespace } from './alarm.ts';
import { alarmWhenFailing } from './function-alarms.ts';
import type { Network } from './network.ts';

/** What the functions of one stack have in common. */
export type Surroundings = {
  stage: StageSettings;
  assets: Assets;
  network: Network;
  layer: lambda.ILayerVersion;
};

export type PipelineFunctionProps<Environment> = {
  surroundings: Surroundings;
  /** Its folder below `lambdas/`. */
  name: FunctionName;
  /** Set where each business unit has a function of its own. */
  unit?: string;
  /** One sentence: what breaks for people when it does not run. */
  whenItFails: string;
  timeoutSeconds: number;
  memoryMiB: number;
  /** Exactly what the function's `env.ts` asks for. */
  environment: Record<keyof Environment, string>;
  /** Whether it calls systems outside of AWS: it then sits where there is a way out. */
  outbound?: true;
  /** Everything it may do beside running, logging and sitting in the network. */
  statements: readonly iam.PolicyStatement[];
  /** Passed on to the function as they are. */
  options?: Pick<
    lambda.FunctionOptions,
    'recursiveLoop' | 'retryAttempts' | 'maxEventAge' | 'ephemeralStorageSize'
  >;
};

/** A function as all of ours are: the pinned runtime, the one layer, its own role, log group and alarms. */
export class PipelineFunction<Environment> extends Construct {
  readonly functionName: string;
  readonly stage: StageSettings;
  /** What the names of its alarms begin with: `load-files-bak`. */
  readonly subject: string;
  readonly whenItFails: string;
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<Environment>) {
    super(scope, id);
    const { stage, assets, network, layer } = props.surroundings;
    this.stage = stage;
    this.subject = [props.name, props.unit].filter(Boolean).join('-');
    this.whenItFails = props.whenItFails;
    this.functionName = `millrace-${stage.name}-${this.subject}`;
    const logGroup = new logs.LogGroup(this, 'logs', {
      logGroupName: `/aws/lambda/${this.functionName}`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#countErrorLines(logGroup);
    this.role = this.#createRole([allowLogging(logGroup), ...props.statements]);
    this.function = new lambda.Function(this, 'function', {
      ...props.options,
      functionName: this.functionName,
      description: `When it fails: ${props.whenItFails}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(assets.functionFolder(props.name)),
      layers: [layer],
      role: this.role,
      logGroup,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMiB,
      vpc: network.vpc,
      vpcSubnets: { subnets: props.outbound ? network.outboundSubnets : network.vpc.isolatedSubnets },
      securityGroups: [network.functionSecurityGroup],
      environment: {
        ...props.environment,
        ...runtimeEnvironment,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace(stage),
      },
    });
    alarmWhenFailing(this, props.timeoutSeconds);
  }

  /** What a function foresaw and could not help: it ends well, and only its log says what went wrong. */
  #countErrorLines(logGroup: logs.ILogGroup): void {
    new logs.MetricFilter(this, 'error-lines', {
      logGroup,
      filterPattern: logs.FilterPattern.stringValue('$.level', '=', 'ERROR'),
      metricNamespace: metricNamespace(this.stage),
      metricName: 'ErrorLines',
      dimensions: { service: '$.service' },
    });
  }

  #createRole(statements: readonly iam.PolicyStatement[]): iam.Role {
    const role = new iam.Role(this, 'role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${this.functionName} may do`,
    });
    const network = new iam.PolicyStatement({ actions: networkInterfaceActions, resources: ['*'] });
    for (const statement of [network, ...statements]) role.addToPolicy(statement);
    acknowledgeWildcard(
      role,
      '*',
      'Lambda makes the network interfaces, and they have no ARN before they exist.',
    );
    return role;
  }
}

function allowLogging(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/** What Lambda needs to put a function into subnets (Lambda developer guide, "Execution role permissions"). */
const networkInterfaceActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Read by Node, not by our code: the certificate authorities of RDS, stack traces that name our files, and a small
 * space for young objects (MiB). Buffers of a file that streams through are freed with the young objects that hold
 * them, so a large space lets them pile up: a file of 500 MB took 57 MB more than one of 100 MB, and so takes 11.
 */
const runtimeEnvironment = {
  NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
  NODE_OPTIONS: '--enable-source-maps --max-semi-space-size=4',
};
