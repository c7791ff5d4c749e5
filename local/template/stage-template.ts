import type { Stack, Stage, TemplateResource } from './assembly.ts';
import { resolveValue } from './resolve-value.ts';
import type { Scope } from './resolve-value.ts';
import { resourceTypes } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';

/** What this machine puts in the place of what AWS would. */
export type LocalFacts = {
  region: string;
  accountId: string;
  queueUrl: (queueName: string) => string;
  database: { host: string; port: number };
};

/** One resource with its physical name. Its properties are looked up, and resolved, through the template. */
export type Resource = { stack: Stack; logicalId: string; type: string; name: string };

/** The templates of a stage as one: what there is, and what its properties come to on this machine. */
export class StageTemplate {
  readonly facts: LocalFacts;
  readonly #stage: Stage;

  /** @throws Error that names every resource type and property which the local stack does not know */
  constructor(stage: Stage, facts: LocalFacts) {
    this.#stage = stage;
    this.facts = facts;
    const unknown = stage.stacks.flatMap(listUnknown);
    if (unknown.length > 0) {
      throw new Error(
        `The local stack does not know how to run these. Add them to local/template/resource-types.ts, with what ` +
          `runs in their place or why nothing does:\n  ${unknown.join('\n  ')}`,
      );
    }
  }

  /** All resources of a type, in the order of the templates. */
  list(type: string): Resource[] {
    return this.#stage.stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources ?? {})
        .filter(([, resource]) => resource.Type === type)
        .map(([logicalId]) => this.#find(stack, logicalId)),
    );
  }

  /** A property, resolved; undefined when the template does not set it. */
  property(resource: Resource, name: string): unknown {
    const raw = resource.stack.template.Resources?.[resource.logicalId]?.Properties?.[name];
    return this.#resolve(raw, resource.stack, `${resource.logicalId}.${name}`);
  }

  /**
   * A property that is a text or a number, as a text.
   * @throws Error when it is anything else, or missing without a default
   */
  text(resource: Resource, name: string, byDefault?: string): string {
    const value = this.property(resource, name) ?? byDefault;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new Error(
      `${name} of ${resource.logicalId} in ${resource.stack.name} is no text: ${JSON.stringify(value)}.`,
    );
  }

  /** What Ref of that resource gives. */
  ref(resource: Resource): string {
    return typeOf(resource.type).ref?.(resource, this) ?? resource.name;
  }

  /** What Fn::GetAtt of that resource gives. */
  attribute(resource: Resource, name: string): string {
    const read = typeOf(resource.type).attributes?.[name];
    if (read) return read(resource, this);
    throw new Error(
      `The local stack has no attribute "${name}" of ${resource.type} (${resource.logicalId} in ` +
        `${resource.stack.name}). Add it to local/template/resource-types.ts.`,
    );
  }

  /** The resource of a type that has this ARN, or null. */
  findByArn(type: string, arn: string): Resource | null {
    return this.list(type).find((one) => [this.#arnOf(one), this.ref(one)].includes(arn)) ?? null;
  }

  /** The ARN for what may be a function's name or, already, its ARN. */
  arnOfFunction(nameOrArn: string): string {
    const { region, accountId } = this.facts;
    return nameOrArn.startsWith('arn:')
      ? nameOrArn
      : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
  }

  #arnOf(resource: Resource): string | undefined {
    return typeOf(resource.type).attributes?.['Arn']?.(resource, this);
  }

  #find(stack: Stack, logicalId: string): Resource {
    const found = stack.template.Resources?.[logicalId];
    if (!found) throw new Error(`${stack.name} has no resource "${logicalId}" to refer to.`);
    const { nameProperty } = typeOf(found.Type);
    const given = nameProperty ? found.Properties?.[nameProperty] : undefined;
    const name = this.#resolve(given, stack, `${logicalId}.${nameProperty}`);
    const madeUp = `${stack.name}-${logicalId}`;
    return { stack, logicalId, type: found.Type, name: typeof name === 'string' ? name : madeUp };
  }

  #resolve(value: unknown, stack: Stack, where: string): unknown {
    const { region, accountId } = this.facts;
    const scope: Scope = {
      where: `${stack.name}/${where}`,
      pseudo: {
        'AWS::Region': region,
        'AWS::AccountId': accountId,
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::StackName': stack.name,
        'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/local`,
      },
      ref: (logicalId) => this.ref(this.#find(stack, logicalId)),
      attribute: (logicalId, name) => this.attribute(this.#find(stack, logicalId), name),
      output: (stackName, name) => this.#output(stackName, name),
      exported: (name) => this.#exported(name),
    };
    return resolveValue(value, scope);
  }

  #output(stackName: string, outputName: string): unknown {
    const stack = this.#stage.stacks.find((one) => one.name === stackName);
    const output = stack?.template.Outputs?.[outputName];
    if (!stack || !output) throw new Error(`There is no output "${outputName}" of a stack "${stackName}".`);
    return this.#resolve(output.Value, stack, `Outputs.${outputName}`);
  }

  #exported(name: string): unknown {
    for (const stack of this.#stage.stacks) {
      for (const [outputName, output] of Object.entries(stack.template.Outputs ?? {})) {
        const exportName = this.#resolve(output.Export?.Name, stack, `Outputs.${outputName}.Export`);
        if (exportName === name) return this.#resolve(output.Value, stack, `Outputs.${outputName}`);
      }
    }
    throw new Error(`No stack exports "${name}".`);
  }
}

function typeOf(name: string): ResourceType {
  return resourceTypes[name] ?? {};
}

function listUnknown({ name, template }: Stack): string[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) =>
    unknownParts(resource).map((what) => `${what} (${logicalId} in ${name})`),
  );
}

function unknownParts(resource: TemplateResource): string[] {
  const type = resourceTypes[resource.Type];
  if (!type) return [resource.Type];
  if (resource.Condition !== undefined) return [`the condition "${resource.Condition}"`];
  if (type.notRun !== undefined) return [];
  const unknown = Object.keys(resource.Properties ?? {}).filter(
    (property) => !type.properties?.includes(property),
  );
  return unknown.map((property) => `${resource.Type}.${property}`);
}
