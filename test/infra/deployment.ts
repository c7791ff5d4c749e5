import { stages, type StageSettings } from '../../infra/stages.ts';
import type { Stage as LocalStage } from '../../local/template/assembly.ts';
import { resolveValue } from './resolve-value.ts';
import { synthesize, type Resource, type Stack } from './synthesize.ts';

/** A resource with its values resolved, and where it comes from. */
export type DeployedResource = Resource & { id: string; stack: string };

/** What a deployment of every stack of a stage would create. */
export type Deployment = {
  stage: StageSettings;
  stacks: Stack[];
  /** The same as the local stack reads it. */
  local: LocalStage;
  /** Those of one type, at least one, since a rule over none says nothing. */
  all: (type: string) => DeployedResource[];
  /** Those of one type, or none. */
  any: (type: string) => DeployedResource[];
  /** The first of that type whose physical name is the given one behind `millrace-<stage>-`, or exactly the given one. */
  named: (type: string, name: string) => DeployedResource;
  /** A physical name: `millrace-<stage>-<name>`. */
  full: (name: string) => string;
};

/** Synthesizes stages and resolves every resource of them. */
export async function planDeployments(wanted: readonly StageSettings[] = stages): Promise<Deployment[]> {
  const { stacksOf, localOf } = await synthesize(wanted);
  return wanted.map((stage) => planDeployment(stage, stacksOf.get(stage.name)!, localOf.get(stage.name)!));
}

function planDeployment(stage: StageSettings, stacks: Stack[], local: LocalStage): Deployment {
  const resources = stacks.flatMap((stack) =>
    Object.entries(stack.resources)
      .filter(([, { Type }]) => resolvedTypes.test(Type))
      .map(([id, resource]) => ({
        ...resource,
        Properties: resolveValue(withoutAssets(resource.Properties ?? {}), stack, stacks),
        id,
        stack: stack.name,
      })),
  );
  const full = (name: string) => `millrace-${stage.name}-${name}`;
  const any = (type: string): DeployedResource[] => resources.filter((resource) => resource.Type === type);
  const all = (type: string): DeployedResource[] => {
    const found = any(type);
    if (found.length === 0) throw new Error(`No stack of ${stage.name} has a resource of type ${type}.`);
    return found;
  };
  const named = (type: string, name: string): DeployedResource => {
    const found = all(type).find(({ Properties }) =>
      nameProperties.some((property) => [name, full(name)].includes(Properties[property])),
    );
    if (!found) throw new Error(`No stack of ${stage.name} has a ${type} that is called ${name}.`);
    return found;
  };
  return { stage, stacks, local, all, any, named, full };
}

/** The network is AWS's own business, but for who has a way out; the rest is ours. */
const resolvedTypes = /^(?!AWS::EC2::(?!NatGateway|VPCEndpoint))/;
const nameProperties = ['FunctionName', 'QueueName', 'LogGroupName', 'RoleName', 'AlarmName', 'Name'];

/** Where the CDK puts code and layers is decided by its bootstrap stack. */
function withoutAssets(properties: Record<string, any>): Record<string, any> {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== 'Code' && name !== 'Content'),
  );
}

/** What GetAtt of a resource comes to in these tests. */
export const attribute = ({ id }: DeployedResource, name: string): string => `<${id}.${name}>`;

/** The functions that run our bundles; the CDK brings one more, which starts the migrations. */
export function ourFunctions({ all }: Deployment): DeployedResource[] {
  return all('AWS::Lambda::Function').filter(({ Properties }) => Properties.Handler === 'index.handler');
}
