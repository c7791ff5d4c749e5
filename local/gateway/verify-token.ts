import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Authorizer } from './read-api.ts';

export type Claim = string | number | boolean | null | readonly Claim[] | { [name: string]: Claim };
export type TokenClaims = Record<string, Claim | undefined>;

/** A token that opens nothing; the message is what the gateway tells the client. */
export class TokenRefused extends Error {}

/** Tokens whose signature need not be checked again, at the most. Their times are looked at with each request. */
const rememberedAtMost = 100;

type JsonWebKeySet = { keys: (JsonWebKey & { kid?: string })[] };

/**
 * Checks tokens as API Gateway's JWT authorizer does: signed with RS256 by a key of the issuer, by that issuer, for that
 * audience, now. Keys are fetched from the issuer when they are first needed, and again when a token names a new one.
 * @param discoveryUrl where the issuer's `/.well-known/openid-configuration` is served on this machine
 * @returns throws TokenRefused
 */
export function tokenVerifier(
  discoveryUrl: string,
): (token: string, authorizer: Authorizer) => Promise<TokenClaims> {
  const keys = new Map<string, KeyObject>();
  const findKey = async (id: string): Promise<KeyObject> => {
    if (!keys.has(id)) for (const [name, key] of await fetchKeys(discoveryUrl)) keys.set(name, key);
    const found = keys.get(id);
    if (found) return found;
    throw new TokenRefused('unable to find a signing key that matches');
  };
  const checkSignature = async (token: string): Promise<TokenClaims> => {
    const [header = '', payload = '', signature = '', ...rest] = token.split('.');
    const { alg, kid } = readPart(header);
    if (rest.length > 0 || alg !== 'RS256' || typeof kid !== 'string')
      throw new TokenRefused('the token is not signed with RS256 by a named key');
    const key = await findKey(kid);
    const content = Buffer.from(`${header}.${payload}`);
    if (!verify('RSA-SHA256', content, key, Buffer.from(signature, 'base64url')))
      throw new TokenRefused('the signature is invalid');
    return readPart(payload);
  };
  const signed = new Map<string, TokenClaims>();
  return async (token, authorizer) => {
    const claims = signed.get(token) ?? (await checkSignature(token));
    if (!signed.has(token) && signed.size >= rememberedAtMost) signed.clear();
    signed.set(token, claims);
    refuseClaims(claims, authorizer, Date.now() / 1000);
    return claims;
  };
}

async function fetchKeys(discoveryUrl: string): Promise<[string, KeyObject][]> {
  const discovered = await fetchJson<{ jwks_uri: string }>(
    `${discoveryUrl}/.well-known/openid-configuration`,
  );
  const { keys } = await fetchJson<JsonWebKeySet>(discovered.jwks_uri);
  return keys.map((key) => [key.kid ?? '', createPublicKey({ key, format: 'jwk' })]);
}

async function fetchJson<Content>(url: string): Promise<Content> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The issuer answered ${answer.status} for ${url}.`);
  return (await answer.json()) as Content;
}

function readPart(part: string): TokenClaims {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed as TokenClaims;
  } catch {
    // It is refused like any other that is no token.
  }
  throw new TokenRefused('the token is not a JSON Web Token');
}

function refuseClaims(claims: TokenClaims, { issuer, audiences }: Authorizer, nowSeconds: number): void {
  const { iss, exp, nbf, aud, client_id: clientId } = claims;
  if (iss !== issuer) throw new TokenRefused('the issuer is invalid');
  if (typeof exp !== 'number' || exp <= nowSeconds) throw new TokenRefused('the token has expired');
  if (typeof nbf === 'number' && nbf > nowSeconds) throw new TokenRefused('the token is not valid yet');
  const madeFor = aud === undefined ? [clientId] : Array.isArray(aud) ? aud : [aud];
  if (!audiences.some((audience) => madeFor.includes(audience)))
    throw new TokenRefused('the audience is invalid');
}
