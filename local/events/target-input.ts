import type { EventBridgeEvent } from './object-event.ts';

/** A rule's target, in so far as it says what of the event it gets. */
export type TargetInput = {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
};

/** The text that a target gets for an event. */
export function shapeTargetInput(target: TargetInput, event: EventBridgeEvent): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer) return transform(target.InputTransformer, event);
  return JSON.stringify(readPath(event, target.InputPath ?? '$'));
}

/**
 * What `$.a.b[0]` leads to, undefined when there is nothing.
 * @throws Error for a path that says more than names and positions
 */
export function readPath(event: unknown, path: string): unknown {
  const steps = /^\$((?:\.[\w-]+|\[\d+\]|\['[^']+'\])*)$/.exec(path)?.[1];
  if (steps === undefined) throw new Error(`The local stack does not know the event path "${path}".`);
  let value = event;
  for (const [, name, position, quoted] of steps.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name ?? position ?? quoted ?? ''];
  }
  return value;
}

/** Texts go in as they are, without escaping; other values as JSON; what is missing as nothing. So it is on AWS. */
function transform(
  { InputPathsMap: paths = {}, InputTemplate: template }: NonNullable<TargetInput['InputTransformer']>,
  event: EventBridgeEvent,
): string {
  return template.replace(/<([\w.-]+)>/g, (whole, name: string) => {
    const path = paths[name];
    if (path === undefined)
      return name === 'aws.events.event' || name === 'aws.events.event.json' ? JSON.stringify(event) : whole;
    const value = readPath(event, path);
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  });
}
