import type { Resource, StageTemplate } from './stage-template.ts';

export type ResourceType = {
  /** The property with its physical name; without it CloudFormation, and so we, make one up. */
  nameProperty?: string;
  /** What Ref gives; its physical name when left out. */
  ref?: (resource: Resource, template: StageTemplate) => string;
  /** What Fn::GetAtt gives. */
  attributes?: Record<string, (resource: Resource, template: StageTemplate) => string>;
  /** Why nothing runs here for it. A type without this runs, and no other property of it may be used. */
  notRun?: string;
  /** Of a type that runs: the properties that are honoured, and those that mean nothing on one machine. */
  properties?: readonly string[];
};

const everybodyMay = 'whoever reaches this machine may do everything';
const oneMachine = 'one machine has no network of its own';
const loggedToFiles = 'functions log to files';
const nobodyWatches = 'nobody watches one machine: millrace status says what an alarm would';

/** An ARN in this account and region, or in none, as S3's and IAM's are. */
function arn(
  template: StageTemplate,
  service: string,
  resource: string,
  scope: 'regional' | 'none' | 'global',
): string {
  const { region, accountId } = template.facts;
  const where = { regional: `${region}:${accountId}`, global: `:${accountId}`, none: ':' }[scope];
  return `arn:aws:${service}:${where}:${resource}`;
}

/** Every resource type that a template may use. Anything else is refused by its name. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    attributes: { Arn: (bucket, template) => arn(template, 's3', bucket.name, 'none') },
    properties: [
      ...['BucketName', 'VersioningConfiguration', 'NotificationConfiguration'],
      ...['BucketEncryption', 'PublicAccessBlockConfiguration', 'OwnershipControls', 'LoggingConfiguration'],
      ...['LifecycleConfiguration', 'Tags', 'AccessControl'],
    ],
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: (queue, template) => template.facts.queueUrl(queue.name),
    attributes: {
      Arn: (queue, template) => arn(template, 'sqs', queue.name, 'regional'),
      QueueName: (queue) => queue.name,
      QueueUrl: (queue, template) => template.facts.queueUrl(queue.name),
    },
    properties: [
      ...['QueueName', 'FifoQueue', 'ContentBasedDeduplication', 'VisibilityTimeout', 'RedrivePolicy'],
      ...['MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'DelaySeconds', 'MaximumMessageSize'],
      ...[
        'RedriveAllowPolicy',
        'SqsManagedSseEnabled',
        'KmsMasterKeyId',
        'KmsDataKeyReusePeriodSeconds',
        'Tags',
      ],
    ],
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    attributes: { Arn: (rule, template) => arn(template, 'events', `rule/${rule.name}`, 'regional') },
    properties: ['Name', 'Description', 'EventPattern', 'State', 'Targets'],
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    attributes: {
      Arn: (one, template) => arn(template, 'scheduler', `schedule/default/${one.name}`, 'regional'),
    },
    properties: [
      ...['Name', 'Description', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target'],
      ...['FlexibleTimeWindow', 'GroupName'],
    ],
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    attributes: { Arn: (one, template) => arn(template, 'lambda', `function:${one.name}`, 'regional') },
    properties: [
      ...['FunctionName', 'Handler', 'Runtime', 'Code', 'Layers', 'Environment', 'Timeout', 'MemorySize'],
      ...[
        'ReservedConcurrentExecutions',
        'Description',
        'Role',
        'VpcConfig',
        'LoggingConfig',
        'Architectures',
        'Tags',
      ],
      ...['TracingConfig', 'EphemeralStorage', 'RecursiveLoop'],
    ],
  },
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    ref: (layer, template) => arn(template, 'lambda', `layer:${layer.name}:1`, 'regional'),
    properties: [
      'LayerName',
      'Content',
      'CompatibleRuntimes',
      'CompatibleArchitectures',
      'Description',
      'LicenseInfo',
    ],
  },
  'AWS::Lambda::Version': {
    ref: (version, template) => `${template.arnOfFunction(template.text(version, 'FunctionName'))}:1`,
    properties: ['FunctionName', 'Description', 'CodeSha256'],
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: [
      ...[
        'EventSourceArn',
        'FunctionName',
        'BatchSize',
        'FunctionResponseTypes',
        'Enabled',
        'ScalingConfig',
        'Tags',
      ],
    ],
  },
  'AWS::Lambda::EventInvokeConfig': { notRun: 'an asynchronous invocation is tried once' },
  'AWS::Lambda::Permission': { notRun: everybodyMay },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    ref: (secret, template) => arn(template, 'secretsmanager', `secret:${secret.name}`, 'regional'),
    properties: ['Name', 'Description', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'],
  },
  'AWS::SecretsManager::SecretTargetAttachment': {
    ref: (attachment, template) => template.text(attachment, 'SecretId'),
    properties: ['SecretId', 'TargetId', 'TargetType'],
  },
  'AWS::RDS::DBCluster': {
    nameProperty: 'DBClusterIdentifier',
    attributes: {
      'Endpoint.Address': (_cluster, { facts }) => facts.database.host,
      'Endpoint.Port': (_cluster, { facts }) => String(facts.database.port),
      DBClusterResourceId: (cluster) => `cluster-${cluster.name}`.toUpperCase(),
      DBClusterArn: (cluster, template) => arn(template, 'rds', `cluster:${cluster.name}`, 'regional'),
    },
    notRun: 'PostgreSQL runs in its place',
  },
  'AWS::RDS::DBInstance': { notRun: 'PostgreSQL runs in its place' },
  'AWS::RDS::DBSubnetGroup': { notRun: oneMachine },
  'AWS::RDS::DBClusterParameterGroup': { notRun: 'PostgreSQL runs with its own settings' },
  'Custom::Trigger': {
    properties: [
      'ServiceToken',
      'HandlerArn',
      'InvocationType',
      'Timeout',
      'ExecuteOnHandlerChange',
      'ServiceTimeout',
    ],
  },

  'AWS::ApiGatewayV2::Api': {
    nameProperty: 'Name',
    properties: ['Name', 'Description', 'ProtocolType', 'CorsConfiguration', 'Tags'],
  },
  'AWS::ApiGatewayV2::Stage': {
    nameProperty: 'StageName',
    properties: [
      ...[
        'ApiId',
        'StageName',
        'AutoDeploy',
        'AccessLogSettings',
        'DefaultRouteSettings',
        'Description',
        'Tags',
      ],
    ],
  },
  'AWS::ApiGatewayV2::Route': {
    properties: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
  },
  'AWS::ApiGatewayV2::Authorizer': {
    nameProperty: 'Name',
    properties: ['ApiId', 'Name', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
  },

  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    attributes: { Arn: (role, template) => arn(template, 'iam', `role/${role.name}`, 'global') },
    notRun: everybodyMay,
  },
  'AWS::IAM::Policy': { notRun: everybodyMay },
  'AWS::IAM::ManagedPolicy': { notRun: everybodyMay },
  'AWS::S3::BucketPolicy': { notRun: everybodyMay },
  'AWS::SQS::QueuePolicy': { notRun: everybodyMay },
  'AWS::KMS::Key': { notRun: 'nothing is encrypted on one machine' },
  'AWS::KMS::Alias': { notRun: 'nothing is encrypted on one machine' },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', notRun: loggedToFiles },
  'AWS::CloudWatch::Alarm': { notRun: nobodyWatches },
  'AWS::CloudWatch::Dashboard': { notRun: nobodyWatches },
  'AWS::Budgets::Budget': { notRun: 'one machine costs nothing' },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: (topic, template) => arn(template, 'sns', topic.name, 'regional'),
    notRun: nobodyWatches,
  },
  'AWS::SNS::TopicPolicy': { notRun: everybodyMay },
  'AWS::SNS::Subscription': { notRun: nobodyWatches },
  'AWS::ApiGatewayV2::DomainName': { notRun: 'the gateway is reached by its port' },
  'AWS::ApiGatewayV2::ApiMapping': { notRun: 'the gateway is reached by its port' },
  'AWS::Logs::MetricFilter': { notRun: nobodyWatches },
  'AWS::EC2::FlowLog': { notRun: loggedToFiles },
  'AWS::EC2::VPC': { notRun: oneMachine },
  'AWS::EC2::Subnet': { notRun: oneMachine },
  'AWS::EC2::RouteTable': { notRun: oneMachine },
  'AWS::EC2::SubnetRouteTableAssociation': { notRun: oneMachine },
  'AWS::EC2::VPCEndpoint': { notRun: oneMachine },
  'AWS::EC2::InternetGateway': { notRun: oneMachine },
  'AWS::EC2::VPCGatewayAttachment': { notRun: oneMachine },
  'AWS::EC2::NatGateway': { notRun: oneMachine },
  'AWS::EC2::EIP': { notRun: oneMachine },
  'AWS::EC2::Route': { notRun: oneMachine },
  'AWS::EC2::SecurityGroup': { notRun: oneMachine },
  'AWS::EC2::SecurityGroupEgress': { notRun: oneMachine },
  'AWS::EC2::SecurityGroupIngress': { notRun: oneMachine },
};
