import type { Stack } from './synthesize.ts';

/**
 * A value of a template as a deployment would see it: with a made account, a made URL for each queue, and
 * `<logical id>` or `<logical id.attribute>` for what only AWS knows.
 * @throws Error for an intrinsic function that it does not know
 */
export function resolveValue(value: unknown, stack: Stack, stacks: readonly Stack[]): any {
  const resolve = (part: unknown): any => resolveValue(part, stack, stacks);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
  }
  switch (name) {
    case 'Ref':
      return pseudoParameters[argument] ?? referTo(argument, stack);
    case 'Fn::GetAtt':
      return attributes[argument[1]] ?? `<${argument.join('.')}>`;
    case 'Fn::Join':
      return resolve(argument[1]).join(argument[0]);
    case 'Fn::Select':
      return `<${JSON.stringify(argument)}>`;
    case 'Fn::GetStackOutput':
      return resolveOutput(argument.StackName, argument.OutputName, stacks);
    default:
      throw new Error(`${stack.name} uses ${name}, which these tests do not resolve.`);
  }
}

const pseudoParameters: Record<string, string> = {
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
};

const attributes: Record<string, string> = {
  'Endpoint.Address': 'database.example',
  'Endpoint.Port': '5432',
};

function referTo(logicalId: string, stack: Stack): string {
  const resource = stack.resources[logicalId];
  if (resource?.Type !== 'AWS::SQS::Queue') return `<${logicalId}>`;
  return `https://sqs.example/000000000000/${resource.Properties.QueueName}`;
}

function resolveOutput(stackName: string, outputName: string, stacks: readonly Stack[]): unknown {
  const producer = stacks.find((candidate) => candidate.name === stackName);
  const output = producer?.outputs[outputName];
  if (!producer || !output) throw new Error(`There is no output ${outputName} of ${stackName}.`);
  return resolveValue(output.Value, producer, stacks);
}
