import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Answer } from '../http/answer.ts';
import { readBody } from '../http/read-body.ts';
import { signToken, tokenSeconds } from './sign-token.ts';
import type { SigningKey } from './signing-key.ts';

/** The issuer whose part is played here: its name as tokens carry it, and for whom they are. */
export type Issuer = { issuer: string; audience: string; key: SigningKey };

/** Below this path of the local server. */
export const issuerPath = '/issuer';
const maxRequestBytes = 64 * 1024;
const Wish = z.strictObject({ scopes: z.array(z.string()).min(1), units: z.array(z.string()).min(1) });

/**
 * What an OpenID provider serves to those who check its tokens, and a way to get one: whoever reaches this machine may.
 * Null: not a request for it.
 */
export async function answerIssuer(
  request: IncomingMessage,
  pathname: string,
  { issuer, audience, key }: Issuer,
): Promise<Answer | null> {
  const url = `http://${request.headers.host}${issuerPath}`;
  switch (`${request.method} ${pathname}`) {
    case `GET ${issuerPath}/.well-known/openid-configuration`:
      return json(200, {
        issuer,
        jwks_uri: `${url}/jwks.json`,
        token_endpoint: `${url}/token`,
        id_token_signing_alg_values_supported: ['RS256'],
      });
    case `GET ${issuerPath}/jwks.json`:
      return json(200, { keys: [{ ...key.publicJwk, kid: key.id, alg: 'RS256', use: 'sig' }] });
    case `POST ${issuerPath}/token`: {
      const wish = Wish.safeParse(parseJson(await readBody(request, maxRequestBytes)));
      if (!wish.success)
        return json(400, { error: 'invalid_request', error_description: z.prettifyError(wish.error) });
      const access_token = signToken(key, { issuer, audience }, wish.data);
      return json(200, { access_token, token_type: 'Bearer', expires_in: tokenSeconds });
    }
    default:
      return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
