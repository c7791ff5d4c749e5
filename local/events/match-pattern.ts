type Json = unknown;
type Operator = (operand: Json, value: Json) => boolean;

/**
 * Whether an event matches an EventBridge pattern: every member of the pattern must match, a leaf matches when one of
 * its alternatives does, and an array in the event matches when one of its elements does.
 * @throws Error that names an operator which is not known here
 */
export function matchesPattern(pattern: Json, event: Json): boolean {
  if (!isObject(pattern)) throw new Error(`An event pattern is an object, not ${JSON.stringify(pattern)}.`);
  return Object.entries(pattern).every(([name, expected]) => {
    if (name === '$or') throw new Error('The local stack does not know "$or" in event patterns.');
    const actual = isObject(event) ? event[name] : undefined;
    return Array.isArray(expected) ? matchesLeaf(expected, actual) : matchesPattern(expected, actual);
  });
}

function matchesLeaf(alternatives: readonly Json[], actual: Json): boolean {
  const values = Array.isArray(actual) && actual.length > 0 ? actual : [actual];
  // Every alternative is looked at, so that an unknown operator is refused whatever the event is.
  const matches = alternatives.map((alternative) => values.some((value) => matchesOne(alternative, value)));
  return matches.includes(true);
}

function matchesOne(alternative: Json, value: Json): boolean {
  if (!isObject(alternative)) return alternative === value;
  const [[name, operand] = ['', undefined], ...others] = Object.entries(alternative);
  const operator = operators[name];
  if (!operator || others.length > 0) {
    throw new Error(`The local stack does not know ${JSON.stringify(alternative)} in event patterns.`);
  }
  return operator(operand, value);
}

const operators: Record<string, Operator> = {
  exists: (operand, value) => (value !== undefined) === operand,
  prefix: (operand, value) => typeof value === 'string' && value.startsWith(asText('prefix', operand)),
  suffix: (operand, value) => typeof value === 'string' && value.endsWith(asText('suffix', operand)),
  'equals-ignore-case': (operand, value) =>
    typeof value === 'string' && value.toLowerCase() === asText('equals-ignore-case', operand).toLowerCase(),
  'anything-but': (operand, value) => value !== undefined && !isExcluded(operand, value),
  numeric: (operand, value) => typeof value === 'number' && isWithin(operand as Json[], value),
};

/** `anything-but` takes a value, values, or one other operator. */
function isExcluded(operand: Json, value: Json): boolean {
  return Array.isArray(operand) ? operand.includes(value) : matchesOne(operand, value);
}

/** `[">=", 0, "<", 10]`: all of its comparisons hold. */
function isWithin(comparisons: readonly Json[], value: number): boolean {
  for (let at = 0; at < comparisons.length; at += 2) {
    if (!compare(value, String(comparisons[at]), Number(comparisons[at + 1]))) return false;
  }
  return true;
}

function compare(value: number, comparison: string, limit: number): boolean {
  switch (comparison) {
    case '=':
      return value === limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      throw new Error(`The local stack does not know the comparison "${comparison}" in event patterns.`);
  }
}

function asText(name: string, operand: Json): string {
  if (typeof operand === 'string') return operand;
  throw new Error(`The local stack does not know ${JSON.stringify({ [name]: operand })} in event patterns.`);
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
