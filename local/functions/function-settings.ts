import type { Resource, StageTemplate } from '../template/stage-template.ts';

export type FunctionSettings = {
  name: string;
  arn: string;
  /** `file.export` below the code. */
  handler: string;
  timeoutMs: number;
  memoryMiB: number;
  /** Null: no limit of its own. */
  reservedConcurrency: number | null;
  environment: Record<string, string>;
  codeDir: string;
  layerDirs: string[];
};

const defaultTimeoutSeconds = 3;
const defaultMemoryMiB = 128;

/**
 * Every function of the template, with what the template says of it. Not those that only help CloudFormation to deploy:
 * what they do is done here without them.
 */
export function readFunctions(template: StageTemplate): FunctionSettings[] {
  const helpers = template
    .list('Custom::Trigger')
    .map((trigger) => template.property(trigger, 'ServiceToken'));
  return template
    .list('AWS::Lambda::Function')
    .filter((resource) => !helpers.includes(template.attribute(resource, 'Arn')))
    .map((resource) => readFunction(template, resource));
}

function readFunction(template: StageTemplate, resource: Resource): FunctionSettings {
  const { Variables: variables = {} } = (template.property(resource, 'Environment') ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  const reserved = template.property(resource, 'ReservedConcurrentExecutions');
  return {
    name: resource.name,
    arn: template.arnOfFunction(resource.name),
    handler: template.text(resource, 'Handler'),
    timeoutMs: Number(template.property(resource, 'Timeout') ?? defaultTimeoutSeconds) * 1000,
    memoryMiB: Number(template.property(resource, 'MemorySize') ?? defaultMemoryMiB),
    reservedConcurrency: reserved === undefined ? null : Number(reserved),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    codeDir: findAsset(template, resource, 'Code'),
    layerDirs: ((template.property(resource, 'Layers') ?? []) as string[]).map((arn) =>
      findLayer(template, arn),
    ),
  };
}

function findLayer(template: StageTemplate, arn: string): string {
  const layer = template.findByArn('AWS::Lambda::LayerVersion', arn);
  if (layer) return findAsset(template, layer, 'Content');
  throw new Error(`There is no layer ${arn} in the templates.`);
}

function findAsset(template: StageTemplate, resource: Resource, property: 'Code' | 'Content'): string {
  const { S3Key: key = '' } = template.property(resource, property) as { S3Key?: string };
  const dir = resource.stack.assets.get(key);
  if (dir) return dir;
  throw new Error(
    `The ${property} of ${resource.name} is no asset of ${resource.stack.name} (S3Key "${key}").`,
  );
}
