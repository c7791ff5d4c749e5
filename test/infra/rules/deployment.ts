import { describe, expect, test } from 'vitest';
import type { Deployment } from '../deployment.ts';

/** CloudFormation takes no more of a stack (CloudFormation user guide, "Quotas"). */
const mostResources = 500;

export function ruleDeployment({ stage, stacks, all, named, full }: Deployment): void {
  describe('a deployment', () => {
    test('migrates the database when it is there, and before any function that needs the tables', () => {
      const [migrations] = all('Custom::Trigger');
      const version = all('AWS::Lambda::Version').find(
        ({ id }) => `<${id}>` === migrations?.Properties.HandlerArn,
      );
      expect(version?.Properties.FunctionName).toBe(
        `<${named('AWS::Lambda::Function', 'migrate-database').id}>`,
      );
      for (const type of [
        'AWS::RDS::DBCluster',
        'AWS::RDS::DBInstance',
        'AWS::SecretsManager::SecretTargetAttachment',
      ]) {
        for (const { id } of all(type)) expect(migrations?.DependsOn).toContain(id);
      }
      const before = [full('observe'), migrations?.stack];
      const later = stacks.filter(({ name }) => !before.includes(name));
      expect(later.length).toBeGreaterThanOrEqual(stage.units.length + 2);
      for (const stack of later) expect(stack.dependsOn, stack.name).toContain(migrations?.stack);
    });

    test('makes the topic of the alarms before any alarm', () => {
      const data = stacks.find(({ name }) => name === full('data'));
      expect(data?.dependsOn).toContain(full('observe'));
    });

    test('tags everything with its stage, and has room in every stack', () => {
      for (const { name, tags, resources } of stacks) {
        expect(tags, name).toEqual({ 'millrace-stage': stage.name });
        expect(Object.keys(resources).length, name).toBeLessThan(mostResources);
      }
    });
  });
}
