import { CfnResource, Duration, RemovalPolicy, Stack, type CustomResourceProviderBase } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';

export type RunOnDeployProps = {
  stage: StageSettings;
  function: lambda.Function;
  /** What has to be there first. */
  after: Construct[];
  timeoutSeconds: number;
};

/** Runs a function, without input, whenever a deployment brings it in a new version; the deployment fails with it. */
export class RunOnDeploy extends Construct {
  readonly #functionName: string;

  constructor(scope: Construct, id: string, props: RunOnDeployProps) {
    super(scope, id);
    this.#functionName = `millrace-${props.stage.name}-deployment-trigger`;
    new Trigger(this, 'trigger', {
      handler: props.function,
      timeout: Duration.seconds(props.timeoutSeconds),
      executeAfter: props.after,
    });
    this.#dressProvider(props.stage);
  }

  /** CloudFormation starts nothing itself: the CDK brings a function that does. It follows our rules like any other. */
  #dressProvider(stage: StageSettings): void {
    const providerId = 'AWSCDK.TriggerCustomResourceProviderCustomResourceProvider';
    const provider = Stack.of(this).node.findChild(providerId) as CustomResourceProviderBase;
    const logGroup = new logs.LogGroup(this, 'logs', {
      logGroupName: `/aws/lambda/${this.#functionName}`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const starter = provider.node.findChild('Handler') as CfnResource;
    starter.addPropertyOverride('FunctionName', this.#functionName);
    starter.addPropertyOverride('Architectures', [lambda.Architecture.ARM_64.name]);
    starter.addPropertyOverride('Runtime', lambda.Runtime.NODEJS_24_X.name);
    starter.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
    provider.addToRolePolicy({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [logGroup.logGroupArn],
    });
    const role = provider.node.findChild('Role') as CfnResource;
    role.addPropertyDeletionOverride('ManagedPolicyArns');
  }
}
