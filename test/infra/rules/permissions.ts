import { describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { apiUnit } from '#catalog/endpoints.ts';
import { databaseRole, reconcilerRole } from '#core/business-unit.ts';
import { landingPrefixes } from '../../../infra/landing-prefixes.ts';
import { liveUnits } from '../../../infra/live-units.ts';
import { attribute, ourFunctions, type Deployment } from '../deployment.ts';
import { readStatements, statementsOf } from '../policies.ts';

export function rulePermissions(deployment: Deployment): void {
  const { stage, all, named, full } = deployment;
  const live = liveUnits(stage);

  describe('permissions', () => {
    test('no function of one unit may read, write or be what belongs to another', () => {
      const ofUnits = ourFunctions(deployment).flatMap(({ Properties }) => {
        const unit = live.find(({ name }) => name === Properties.Environment.Variables.BUSINESS_UNIT);
        return unit ? [{ unit, name: Properties.FunctionName as string }] : [];
      });
      expect(ofUnits.length).toBeGreaterThanOrEqual(live.length);
      for (const { unit, name } of ofUnits) {
        const others = businessUnits.filter((other) => other !== unit).map((other) => other.name);
        const touched = statementsOf(deployment, name).flatMap(({ resources, conditions }) => [
          ...resources,
          ...Object.values((conditions as any)?.StringLike?.['s3:prefix'] ?? {}),
        ]) as string[];
        // Names of units stand between these in ARNs, prefixes, roles and secrets; logical ids have none of them.
        const foreign = touched.filter((one) => one.split(/[-_/:.*]/).some((word) => others.includes(word)));
        expect(foreign, name).toEqual([]);
      }
    });

    test.each(live)('the loader of $name sees nothing outside of its own prefixes', (unit) => {
      const patterns = landingPrefixes(unit).map((prefix) => `${prefix}*`);
      const others = businessUnits.filter(({ name }) => name !== unit.name);
      expect(patterns.filter((pattern) => others.some(({ name }) => pattern.startsWith(`${name}/`)))).toEqual(
        [],
      );

      const statements = statementsOf(deployment, `load-files-${unit.name}`).filter(({ actions }) =>
        actions.some((action) => action.startsWith('s3:')),
      );
      expect(
        statements.map(({ actions, resources, conditions }) => ({ actions, resources, conditions })),
      ).toEqual([
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: patterns
            .map((pattern) => `arn:aws:s3:::${full('landing')}-000000000000/${pattern}`)
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

    test.each(live.filter((unit) => unit.exports))(
      'the exporter of $name writes nothing but its own exports and deliveries',
      (unit) => {
        const prefixes = [`exports/${unit.name}/`, `delivery/${unit.exports?.delivery}/`];
        const bucket = `arn:aws:s3:::${full('exports')}-000000000000/`;
        const statements = statementsOf(deployment, `export-csv-${unit.name}`).filter(({ actions }) =>
          actions.some((action) => action.startsWith('s3:')),
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
      expect(actionsOf('reconcile-landing')).toEqual(['s3:ListBucketVersions']);
      expect(actionsOf('operate')).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
      const read = statementsOf(deployment, 'operate')
        .filter(({ actions }) => actions.includes('s3:GetObject'))
        .flatMap(({ resources }) => resources);
      const prefixes = new Set(['PLAN/', ...live.flatMap(landingPrefixes)]);
      expect(read.toSorted()).toEqual(
        [...prefixes].map((prefix) => `arn:aws:s3:::${full('landing')}-000000000000/${prefix}*`).toSorted(),
      );
    });

    test('the functions for all units ring their bells, and do nothing else with a queue of theirs', () => {
      const bells = live.map(({ name }) =>
        attribute(named('AWS::SQS::Queue', `${name}-landing.fifo`), 'Arn'),
      );
      for (const name of ['operate', 'reconcile-landing']) {
        const statements = statementsOf(deployment, name).filter(({ resources }) =>
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
      for (const { name } of live) {
        expect(rolesOf(`load-files-${name}`)).toEqual([databaseRole(name, 'loader')]);
      }
      for (const { name } of live.filter(({ exports }) => exports)) {
        expect(rolesOf(`export-csv-${name}`)).toEqual([databaseRole(name, 'exporter')]);
      }
      const everyUnit = (purpose: 'operator' | 'reader') =>
        live.map(({ name }) => databaseRole(name, purpose));
      expect(rolesOf('operate').toSorted()).toEqual(everyUnit('operator').toSorted());
      expect(rolesOf('reconcile-landing').toSorted()).toEqual(
        [...everyUnit('reader'), reconcilerRole].toSorted(),
      );
      expect(rolesOf('migrate-database')).toEqual([]);
      expect(rolesOf('pipeline-api')).toEqual([databaseRole(apiUnit, 'api')]);
    });

    test('a secret is read by one function: the administrator’s by migrate-database, the accounts’ by the drain', () => {
      const readers = readStatements(deployment).filter(({ actions }) =>
        actions.some((action) => action.startsWith('secretsmanager:')),
      );
      const reading = (name: string) =>
        statementsOf(deployment, name).filter(({ actions }) =>
          actions.includes('secretsmanager:GetSecretValue'),
        );
      expect(readers).toEqual([...reading('migrate-database'), ...reading('drain-write-backs')]);
      const secrets = readers.flatMap(({ resources }) => resources);
      expect(secrets).toHaveLength(all('AWS::SecretsManager::Secret').length);
      expect(secrets.filter((secret) => secret.includes('*'))).toEqual([]);
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
      const managed = all('AWS::IAM::Role').filter(({ Properties }) => Properties.ManagedPolicyArns);
      expect(managed.map(({ stack, id }) => `${stack}/${id}`)).toEqual([]);
    });
  });
}
