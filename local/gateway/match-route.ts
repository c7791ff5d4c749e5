import type { Route } from './read-api.ts';

export type MatchedRoute = { route: Route; parameters: Record<string, string> };

/**
 * Finds routes by method and path as API Gateway does: what is written out goes before `{parameters}`, a method before
 * ANY, and `$default` takes the rest.
 */
export function routeMatcher(
  routes: readonly Route[],
): (method: string, path: string) => MatchedRoute | null {
  const exact = new Map(routes.map((route) => [route.key, route]));
  const patterns = routes.filter(({ key }) => key.includes('{')).map(readPattern);
  const byDefault = exact.get('$default');
  return (method, path) => {
    const found = exact.get(`${method} ${path}`) ?? exact.get(`ANY ${path}`);
    if (found) return { route: found, parameters: {} };
    for (const wanted of [method, 'ANY']) {
      for (const { route, verb, expression } of patterns) {
        const match = verb === wanted ? expression.exec(path) : null;
        if (match) return { route, parameters: decodeAll(match.groups ?? {}) };
      }
    }
    return byDefault ? { route: byDefault, parameters: {} } : null;
  };
}

function readPattern(route: Route): { route: Route; verb: string; expression: RegExp } {
  const [verb = '', path = ''] = route.key.split(' ');
  const source = path
    .split('/')
    .map((part) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return part.replaceAll(/[.*+?^$()|[\]\\{}]/g, String.raw`\$&`);
      return `(?<${name}>${greedy ? '.+' : '[^/]+'})`;
    })
    .join('/');
  return { route, verb, expression: new RegExp(`^${source}$`) };
}

function decodeAll(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
