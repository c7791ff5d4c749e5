import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a finding of the security rules (`npm run nag`) is right as it is, for this construct and what it holds.
 * @param finding the rule's full name, such as `AwsSolutions-SMG4`
 */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}

/** Says why a role may have a statement with that resource, which ends in a wildcard. */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  const flat = flatten(Stack.of(role).resolve(resource));
  acknowledge(role, `AwsSolutions-IAM5[Resource::${flat}]`, reason);
}

type Intrinsic =
  | string
  | { Ref: string }
  | { 'Fn::GetAtt': [string, string] }
  | { 'Fn::Join': [string, Intrinsic[]] };

/** A resolved value as the rules write it in the names of their findings. */
function flatten(value: Intrinsic): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = value['Fn::Join'];
  return parts.map(flatten).join(separator);
}
