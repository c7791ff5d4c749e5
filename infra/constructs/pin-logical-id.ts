import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Fixes the logical id of something that holds data, so that moving its construct never replaces it.
 * @throws Error when the construct has no resource of its own
 */
export function pinLogicalId(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(`${construct.node.path} has no resource whose logical id could be "${logicalId}".`);
  }
  resource.overrideLogicalId(logicalId);
}
