import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resourceTypes } from '../../../local/template/resource-types.ts';
import { StageTemplate } from '../../../local/template/stage-template.ts';
import type { Deployment } from '../deployment.ts';

/** What runs the template, without the list of what it knows. */
const sources = globSync('local/**/*.ts')
  .filter((path) => !path.endsWith('resource-types.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const isNamed = (word: string) => new RegExp(`['".{ ]${word}['"?: ,]`).test(sources);

/** Of types that run: what refers to something that runs, and has nothing to do by itself. */
const references = ['AWS::Lambda::Version', 'AWS::Lambda::LayerVersion'];

/** Of types that run: properties that change nothing on one machine, and why. By type, or for all of them. */
const withoutEffect: Record<string, string> = {
  Description: 'words for people',
  'AWS::ApiGatewayV2::*.ApiId': 'a template has one API',
  'AWS::ApiGatewayV2::Authorizer.AuthorizerType': 'there is one, and it says issuer and audience',
  'AWS::ApiGatewayV2::Authorizer.IdentitySource': 'a token comes in the header of that name alone',
  'AWS::ApiGatewayV2::Stage.AccessLogSettings': 'the gateway keeps no log: the functions do',
  'AWS::ApiGatewayV2::Stage.AutoDeploy': 'a stack is what was synthesized, from its beginning to its end',
  'AWS::ApiGatewayV2::Stage.DefaultRouteSettings': 'one machine needs no protection from itself',
  'AWS::Lambda::Function.Architectures': 'bundles are JavaScript: this machine has the architecture it has',
  'AWS::Lambda::Function.EphemeralStorage': 'the scratch folder is as large as the disk',
  'AWS::Lambda::Function.LoggingConfig': 'functions log to files',
  'AWS::Lambda::Function.RecursiveLoop': 'nobody looks for loops',
  'AWS::Lambda::Function.Role': 'whoever reaches this machine may do everything',
  'AWS::Lambda::Function.VpcConfig': 'one machine has no network of its own',
  'AWS::Lambda::LayerVersion.CompatibleArchitectures': 'as with functions',
  'AWS::Lambda::LayerVersion.CompatibleRuntimes': 'the functions say what they run on',
  'AWS::S3::Bucket.BucketEncryption': 'nothing is encrypted on one machine',
  'AWS::S3::Bucket.LifecycleConfiguration':
    'whoever plans deletes what was put aside, and nothing else expires',
  'AWS::S3::Bucket.LoggingConfiguration': 'nobody reads who read',
  'AWS::S3::Bucket.OwnershipControls': 'there is one account',
  'AWS::S3::Bucket.PublicAccessBlockConfiguration': 'everything listens on the loopback alone',
  'AWS::SQS::Queue.RedriveAllowPolicy': 'whoever reaches this machine may do everything',
  'AWS::SQS::Queue.SqsManagedSseEnabled': 'nothing is encrypted on one machine',
  'AWS::Scheduler::Schedule.FlexibleTimeWindow': 'off: a schedule runs when it says',
  'AWS::SecretsManager::Secret.GenerateSecretString':
    'a secret holds how to sign in to what stands in: the local database, the local third parties',
  'AWS::SecretsManager::SecretTargetAttachment.TargetId': 'there is one cluster',
  'AWS::SecretsManager::SecretTargetAttachment.TargetType': 'there is one cluster',
  'Custom::Trigger.ExecuteOnHandlerChange': 'a stack that starts always migrates',
  'Custom::Trigger.InvocationType': 'the start waits for it',
};
const hasReason = (type: string, name: string) =>
  [name, `${type}.${name}`, `${type.replace(/\w+$/, '*')}.${name}`].some((key) => key in withoutEffect);

export function ruleLocal({ local, stacks }: Deployment): void {
  const facts = {
    region: 'us-east-1',
    accountId: '000000000000',
    queueUrl: (name: string) => `http://127.0.0.1:1/000000000000/${name}`,
    database: { host: '127.0.0.1', port: 1 },
  };
  const resources = stacks.flatMap((stack) => Object.values(stack.resources));
  const running = resources.filter(({ Type }) => resourceTypes[Type]?.notRun === undefined);

  describe('the local stack', () => {
    test('knows every type and every property, or refuses the template', () => {
      expect(() => new StageTemplate(local, facts)).not.toThrow();
    });

    test('says why of every type that nothing runs for', () => {
      for (const { Type } of resources.filter((resource) => !running.includes(resource)))
        expect(resourceTypes[Type]?.notRun, Type).toMatch(/^.{10,}/);
    });

    test('reads every type that it says it runs', () => {
      const types = new Set(running.map(({ Type }) => Type).filter((type) => !references.includes(type)));
      expect(types.size).toBeGreaterThan(8);
      expect([...types].filter((type) => !sources.includes(`'${type}'`))).toEqual([]);
    });

    test('reads every property of what it runs, or it is said here why it has no effect', () => {
      const unread = new Set(
        running.flatMap(({ Type, Properties }) =>
          Object.keys(Properties ?? {})
            .filter((name) => name !== resourceTypes[Type]?.nameProperty)
            .filter((name) => !isNamed(name) && !hasReason(Type, name))
            .map((name) => `${Type}.${name}`),
        ),
      );
      expect([...unread].toSorted()).toEqual([]);
    });
  });
}
