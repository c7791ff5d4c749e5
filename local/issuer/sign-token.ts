import { randomUUID, sign } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

export type TokenWish = { scopes: readonly string[]; units: readonly string[] };

/** How long a token of the local issuer is good: a working day. */
export const tokenSeconds = 12 * 60 * 60;

/** A token as a stage's issuer would make one: signed with RS256. */
export function signToken(
  key: SigningKey,
  { issuer, audience }: { issuer: string; audience: string },
  { scopes, units }: TokenWish,
): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const header = encode({ alg: 'RS256', typ: 'JWT', kid: key.id });
  const claims = encode({
    iss: issuer,
    aud: audience,
    sub: 'local',
    scope: scopes.join(' '),
    units,
    iat: nowSeconds,
    exp: nowSeconds + tokenSeconds,
    jti: randomUUID(),
  });
  const signature = sign('RSA-SHA256', Buffer.from(`${header}.${claims}`), key.privateKey);
  return `${header}.${claims}.${signature.toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
