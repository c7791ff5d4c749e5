/** Where names that a value uses are looked up. Look-ups throw when there is no such thing. */
export type Scope = {
  /** For messages: the stack and property that is being read. */
  where: string;
  pseudo: Readonly<Record<string, string>>;
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  output(stackName: string, outputName: string): unknown;
  exported(name: string): unknown;
};

type Resolve = (value: unknown) => unknown;

/**
 * A value of a template with CloudFormation's functions replaced by what they come to.
 * @throws Error that names a function which is not known here
 */
export function resolveValue(value: unknown, scope: Scope): unknown {
  const resolve: Resolve = (inner) => resolveValue(inner, scope);
  if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? entries[0]! : ['', null];
  if (name === 'Ref') return resolveRef(String(argument), scope);
  if (name.startsWith('Fn::')) return applyFunction(name, argument, scope, resolve);
  const resolved = entries.map(([key, inner]) => [key, resolve(inner)] as const);
  return Object.fromEntries(resolved.filter(([, inner]) => inner !== undefined));
}

/** AWS::NoValue takes the property away. */
function resolveRef(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return undefined;
  return scope.pseudo[name] ?? scope.ref(name);
}

function applyFunction(name: string, argument: unknown, scope: Scope, resolve: Resolve): unknown {
  switch (name) {
    case 'Fn::GetAtt': {
      const [logicalId = '', ...attribute] =
        typeof argument === 'string' ? argument.split('.') : (argument as string[]);
      return scope.attribute(logicalId, attribute.join('.'));
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown];
      return (resolve(parts) as unknown[]).map(String).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument as string | [string, Record<string, unknown>], scope, resolve);
    case 'Fn::Select': {
      const [index, list] = argument as [unknown, unknown];
      return (resolve(list) as unknown[])[Number(resolve(index))];
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return String(resolve(text)).split(separator);
    }
    case 'Fn::ImportValue':
      return scope.exported(String(resolve(argument)));
    case 'Fn::GetStackOutput': {
      const { StackName: stackName, OutputName: outputName } = resolve(argument) as Record<string, string>;
      return scope.output(String(stackName), String(outputName));
    }
    default:
      throw new Error(`The local stack does not know the function ${name} (${scope.where}).`);
  }
}

/** `${Name}` is a Ref, `${Name.Attribute}` a GetAtt, `${!Text}` stands for `${Text}`. */
function substitute(
  argument: string | [string, Record<string, unknown>],
  scope: Scope,
  resolve: Resolve,
): string {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : argument;
  return text.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in variables) return String(resolve(variables[name]));
    const dot = name.indexOf('.');
    return String(
      dot === -1 ? resolveRef(name, scope) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)),
    );
  });
}
