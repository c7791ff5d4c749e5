import type { Deployment } from './deployment.ts';

export type Statement = {
  role: string;
  effect: string;
  actions: string[];
  resources: string[];
  conditions: unknown;
};

/** Every statement of every role, flat: policies of their own and those inside roles. Roles go by logical id. */
export function readStatements(deployment: Deployment): Statement[] {
  const attached = deployment
    .all('AWS::IAM::Policy')
    .flatMap(({ stack, Properties }) =>
      Properties.Roles.flatMap((role: string) =>
        flatten(`${stack}/${role.slice(1, -1)}`, Properties.PolicyDocument),
      ),
    );
  const inline = deployment
    .all('AWS::IAM::Role')
    .flatMap(({ stack, id, Properties }) =>
      (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: unknown }) =>
        flatten(`${stack}/${id}`, policy.PolicyDocument),
      ),
    );
  return [...attached, ...inline];
}

/** What the role of the function of that name may do. */
export function statementsOf(deployment: Deployment, functionName: string): Statement[] {
  const { stack, Properties } = deployment.named('AWS::Lambda::Function', functionName);
  const role = `${stack}/${Properties.Role.slice(1, -'.Arn>'.length)}`;
  return readStatements(deployment).filter((statement) => statement.role === role);
}

function flatten(role: string, document: any): Statement[] {
  return document.Statement.map((statement: any) => ({
    role,
    effect: statement.Effect,
    actions: [statement.Action].flat(),
    resources: [statement.Resource].flat(),
    conditions: statement.Condition,
  }));
}
