import { resolveValue } from './resolve-value.ts';
import { synthesize, type Resource, type Stack } from './synthesize.ts';

/** A resource with its values resolved, and where it comes from. */
export type DeployedResource = Resource & { id: string; stack: string };

/** What a deployment of every stack would create. */
export type Deployment = {
  stacks: Stack[];
  /** Those of one type, at least one, since a rule over none says nothing. */
  all: (type: string) => DeployedResource[];
  /** The first of that type whose physical name is the given one. */
  named: (type: string, name: string) => DeployedResource;
};

/** Synthesizes the app and resolves every resource of it. */
export async function planDeployment(): Promise<Deployment> {
  const { stacks } = await synthesize();
  const resources = stacks.flatMap((stack) =>
    Object.entries(stack.resources)
      .filter(([, { Type }]) => resolvedTypes.test(Type))
      .map(([id, resource]) => ({
        ...resource,
        Properties: resolveValue(withoutAssets(resource.Properties), stack, stacks),
        id,
        stack: stack.name,
      })),
  );
  const all = (type: string): DeployedResource[] => {
    const found = resources.filter((resource) => resource.Type === type);
    if (found.length === 0) throw new Error(`No stack has a resource of type ${type}.`);
    return found;
  };
  const named = (type: string, name: string): DeployedResource => {
    const found = all(type).find(({ Properties }) =>
      nameProperties.some((property) => Properties[property] === name),
    );
    if (!found) throw new Error(`No stack has a ${type} that is called ${name}.`);
    return found;
  };
  return { stacks, all, named };
}

/** The network is AWS's own business; the rest is ours. */
const resolvedTypes = /^(?!AWS::EC2::)/;
const nameProperties = ['FunctionName', 'QueueName', 'LogGroupName', 'RoleName', 'Name'];

/** Where the CDK puts code and layers is decided by its bootstrap stack. */
function withoutAssets(properties: Record<string, any>): Record<string, any> {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== 'Code' && name !== 'Content'),
  );
}
