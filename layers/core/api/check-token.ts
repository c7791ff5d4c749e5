import type { Endpoint } from './endpoint.ts';
import { Problem } from './problem.ts';

/** What the gateway says of a token that it has checked: claims as texts, lists as `[a b]`. */
export type Claims = Readonly<Record<string, string>>;

/**
 * Lets a request in or says why not. The token itself is good: the gateway has checked it.
 * @throws Problem `not-signed-in`, `missing-scope` or `foreign-unit`
 */
export function checkToken({ scopes }: Pick<Endpoint, 'scopes'>, unit: string, claims: Claims | null): void {
  if (claims === null) throw new Problem('not-signed-in', 'Send a token: Authorization: Bearer <token>.');
  const granted = readWords(claims['scope'] ?? claims['scp']);
  if (!scopes.some((scope) => granted.includes(scope))) {
    const wanted = scopes.join('" or "');
    throw new Problem('missing-scope', `This takes a token with the scope "${wanted}".`, { scopes });
  }
  if (readWords(claims['units']).includes(unit)) return;
  throw new Problem('foreign-unit', `This takes a token whose claim "units" has "${unit}".`, { unit });
}

function readWords(claim: string | undefined): string[] {
  return (claim ?? '')
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[\s,]+/)
    .filter(Boolean);
}
