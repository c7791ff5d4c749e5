import { expect, test } from 'vitest';
import type { Template, TemplateResource } from '../../../local/template/assembly.ts';
import { StageTemplate } from '../../../local/template/stage-template.ts';

const facts = {
  region: 'us-east-1',
  accountId: '000000000000',
  queueUrl: (name: string) => `http://127.0.0.1:1/000000000000/${name}`,
  database: { host: '127.0.0.1', port: 5433 },
};

function stack(name: string, template: Template) {
  return { name, template, assets: new Map<string, string>() };
}

/** What a template's value comes to, read as a function's handler. */
function resolve(value: unknown, others: Record<string, TemplateResource> = {}): unknown {
  const probe = { Type: 'AWS::Lambda::Function', Properties: { Handler: value } };
  const outputs = { Given: { Value: { Ref: 'Landing' }, Export: { Name: 'data-landing' } } };
  const data = stack('data', {
    Resources: { Landing: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'landing' } } },
    Outputs: outputs,
  });
  const template = new StageTemplate(
    { name: 'dev', stacks: [data, stack('ingest', { Resources: { Probe: probe, ...others } })] },
    facts,
  );
  return template.property(template.list('AWS::Lambda::Function')[0]!, 'Handler');
}

const queue: Record<string, TemplateResource> = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Join': ['-', ['bak', 'landing']] } } },
  Nameless: { Type: 'AWS::SQS::Queue' },
  Cluster: { Type: 'AWS::RDS::DBCluster' },
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'load' } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'admin' } },
  Attachment: {
    Type: 'AWS::SecretsManager::SecretTargetAttachment',
    Properties: { SecretId: { Ref: 'Secret' } },
  },
};

test.each<[string, unknown, unknown]>([
  ['Ref of a queue', { Ref: 'Queue' }, 'http://127.0.0.1:1/000000000000/bak-landing'],
  ['Ref of a queue without a name', { Ref: 'Nameless' }, 'http://127.0.0.1:1/000000000000/ingest-Nameless'],
  ['GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:bak-landing'],
  ['GetAtt with dots', { 'Fn::GetAtt': ['Cluster', 'Endpoint.Port'] }, '5433'],
  ['GetAtt as a text', { 'Fn::GetAtt': 'Cluster.Endpoint.Address' }, '127.0.0.1'],
  ['Ref of a version', { Ref: 'Version' }, 'arn:aws:lambda:us-east-1:000000000000:function:load:1'],
  [
    'Ref of an attached secret',
    { Ref: 'Attachment' },
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:admin',
  ],
  ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
  ['Sub', { 'Fn::Sub': '${AWS::Region}/${Queue.QueueName}/${!Kept}' }, 'us-east-1/bak-landing/${Kept}'],
  [
    'Sub with variables',
    { 'Fn::Sub': ['${A}-${AWS::StackName}', { A: { Ref: 'Secret' } }] },
    expect.stringMatching(/^arn:.*:admin-ingest$/),
  ],
  ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
  ['ImportValue', { 'Fn::ImportValue': 'data-landing' }, 'landing'],
  ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'Given' } }, 'landing'],
  ['an array', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::NoValue' }, 1], ['us-east-1', 1]],
  ['a member without a value', { a: { Ref: 'AWS::NoValue' }, b: true }, { b: true }],
])('%s comes to what it is on this machine', (_what, value, expected) => {
  expect(resolve(value, queue)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ['a function that is not known', { 'Fn::Cidr': ['10.0.0.0/16', 6] }, 'Fn::Cidr'],
  ['a resource that is not there', { Ref: 'Nowhere' }, 'Nowhere'],
  ['an attribute that is not known', { 'Fn::GetAtt': ['Queue', 'Colour'] }, '"Colour" of AWS::SQS::Queue'],
  [
    'an output that is not there',
    { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'None' } },
    '"None"',
  ],
])('%s is refused by name', (_what, value, message) => {
  expect(() => resolve(value, queue)).toThrow(message);
});

test('every resource type, property and condition that cannot be run is named at once', () => {
  const Resources = {
    Table: { Type: 'AWS::DynamoDB::Table' },
    Rule: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 minute)' } },
    Maybe: { Type: 'AWS::SQS::Queue', Condition: 'OnSundays' },
  };
  const make = () => new StageTemplate({ name: 'dev', stacks: [stack('odd', { Resources })] }, facts);
  expect(make).toThrow('AWS::DynamoDB::Table (Table in odd)');
  expect(make).toThrow('AWS::Events::Rule.ScheduleExpression (Rule in odd)');
  expect(make).toThrow('the condition "OnSundays" (Maybe in odd)');
});
