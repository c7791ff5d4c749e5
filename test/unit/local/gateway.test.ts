import { generateKeyPairSync, sign } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Throttled, errorResult } from '../../../local/functions/invocation.ts';
import type { InvocationResult } from '../../../local/functions/invocation.ts';
import type { HttpApi, Route } from '../../../local/gateway/read-api.ts';
import { startGateway } from '../../../local/gateway/start-gateway.ts';
import { startApiServer } from '../../../local/http/start-api-server.ts';
import { signToken } from '../../../local/issuer/sign-token.ts';
import { openSigningKey } from '../../../local/issuer/signing-key.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

const authorizer = { issuer: 'https://issuer.example', audiences: ['pipeline'] };
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:api';
const route = (key: string, parts: Partial<Route> = {}): Route => ({
  ...{ key, functionArn, authorizer: null, scopes: [] },
  ...parts,
});
const cors = {
  origins: ['https://app.example'],
  methods: ['GET', 'PATCH'],
  requestHeaders: ['authorization', 'if-none-match'],
  exposedHeaders: ['etag'],
  maxAgeSeconds: 600,
};
const routes = [
  route('GET /open'),
  route('POST /open'),
  route('GET /things/{id}'),
  route('GET /things/known'),
  route('ANY /any/{rest+}'),
  route('GET /closed', { authorizer }),
  route('GET /scoped', { authorizer, scopes: ['write'] }),
];

type Answer = (event: any) => unknown;

async function startTestGateway(
  answer: Answer = (event) => ({ statusCode: 200, body: JSON.stringify(event) }),
) {
  const stateDir = await makeTemporaryDir();
  const key = await openSigningKey(stateDir);
  const events: any[] = [];
  const invoke = async (name: string, text: string): Promise<InvocationResult> => {
    expect(name).toBe(functionArn);
    const event = JSON.parse(text);
    events.push(event);
    const result = await answer(event);
    if (result !== null && typeof result === 'object' && 'functionError' in result)
      return result as InvocationResult;
    return { payload: JSON.stringify(result) ?? 'null', functionError: null };
  };
  const issuer = { issuer: authorizer.issuer, audience: 'pipeline', key };
  const apis = await startApiServer(0, { invoke, secrets: [], issuer });
  const api: HttpApi = { id: 'toy', routes, cors };
  const issuerUrl = `${apis.url}/issuer`;
  const gateway = await startGateway({ api, accountId: '000000000000', port: 0, invoke, issuerUrl });
  onTestFinished(async () => {
    await gateway.close();
    await apis.close();
  });
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${gateway.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  return { call, events, key, issuer, issuerUrl, stateDir, url: gateway.url };
}

describe('what a function gets', () => {
  test('is an event of format 2.0', async () => {
    const { call, events } = await startTestGateway();
    const headers = { 'X-Some': 'Thing', cookie: 'a=1; b=2' };
    await call('/things/a%20b?x=1&y=two%20words&x=3', { headers });
    expect(events).toMatchObject([
      {
        version: '2.0',
        routeKey: 'GET /things/{id}',
        rawPath: '/things/a%20b',
        rawQueryString: 'x=1&y=two%20words&x=3',
        cookies: ['a=1', 'b=2'],
        headers: { 'x-some': 'Thing' },
        queryStringParameters: { x: '1,3', y: 'two words' },
        pathParameters: { id: 'a b' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'toy',
          http: { method: 'GET', path: '/things/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
          routeKey: 'GET /things/{id}',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        },
        isBase64Encoded: false,
      },
    ]);
    expect(events[0].headers).not.toHaveProperty('cookie');
    expect(events[0].requestContext).not.toHaveProperty('authorizer');
  });

  test('has no members for what a request has not', async () => {
    const { call, events } = await startTestGateway();
    await call('/open');
    for (const member of ['queryStringParameters', 'pathParameters', 'cookies', 'body'])
      expect(events[0]).not.toHaveProperty(member);
  });

  test('has text as it is and other bytes in base64', async () => {
    const { call, events } = await startTestGateway();
    await call('/open', { method: 'POST', body: '{"ü":1}', headers: { 'content-type': 'application/json' } });
    const bytes = new Uint8Array([0, 255, 1]);
    await call('/open', { method: 'POST', body: bytes, headers: { 'content-type': 'image/png' } });
    expect(events).toMatchObject([
      { body: '{"ü":1}', isBase64Encoded: false },
      { body: 'AP8B', isBase64Encoded: true },
    ]);
  });

  test('has the claims of its token as texts', async () => {
    const { call, events, key, issuer } = await startTestGateway();
    const token = signToken(key, issuer, { scopes: ['read', 'write'], units: ['bak', 'athena'] });
    await call('/closed', { headers: { authorization: `Bearer ${token}` } });
    expect(events[0].requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          ...{
            iss: authorizer.issuer,
            aud: 'pipeline',
            sub: 'local',
            scope: 'read write',
            units: '[bak athena]',
          },
          ...{
            iat: expect.stringMatching(/^\d+$/),
            exp: expect.stringMatching(/^\d+$/),
            jti: expect.any(String),
          },
        },
        scopes: null,
      },
    });
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/things/known', 'GET /things/known'],
    ['GET', '/things/other', 'GET /things/{id}'],
    ['DELETE', '/any/a/b', 'ANY /any/{rest+}'],
  ])('%s %s is %s', async (method, path, key) => {
    const { call, events } = await startTestGateway();
    await call(path, { method });
    expect(events[0].routeKey).toBe(key);
  });

  test.each([
    ['GET', '/nowhere'],
    ['POST', '/things/known'],
    ['GET', '/things/a/b'],
    ['GET', '/open/'],
  ])('%s %s is none', async (method, path) => {
    const { call, events } = await startTestGateway();
    const { status, text } = await call(path, { method });
    expect([status, text, events.length]).toEqual([404, '{"message":"Not Found"}', 0]);
  });
});

describe('what a client gets', () => {
  test('is what the function says', async () => {
    const { call } = await startTestGateway(() => ({
      statusCode: 418,
      headers: { 'Content-Type': 'text/x', ETag: '"1"' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('tea').toString('base64'),
      isBase64Encoded: true,
    }));
    const { status, headers, text } = await call('/open');
    expect([status, text, headers.get('content-type'), headers.get('etag')]).toEqual([
      418,
      'tea',
      'text/x',
      '"1"',
    ]);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('is the whole result where that has no status', async () => {
    const { call } = await startTestGateway(() => ({ hello: 1 }));
    const { status, headers, text } = await call('/open');
    expect([status, text, headers.get('content-type')]).toEqual([200, '{"hello":1}', 'application/json']);
  });

  test('has no body with 304', async () => {
    const { call } = await startTestGateway(() => ({ statusCode: 304, headers: { etag: '"1"' } }));
    const { status, headers, text } = await call('/open');
    expect([status, text, headers.get('etag'), headers.get('content-length')]).toEqual([
      304,
      '',
      '"1"',
      null,
    ]);
  });

  test.each([
    ['a function that failed', () => errorResult('TypeError', 'secret'), 500, 'Internal Server Error'],
    [
      'a function that is busy',
      () => {
        throw new Throttled('all in use');
      },
      503,
      'Service Unavailable',
    ],
  ])('is the gateway’s own word for %s', async (_what, answer, status, message) => {
    const { call } = await startTestGateway(answer);
    expect(await call('/open')).toMatchObject({ status, text: JSON.stringify({ message }) });
  });

  test('is a refusal of more than 10 MB', async () => {
    const { call, events } = await startTestGateway(() => null);
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    const { status, text } = await call('/open', { method: 'POST', body });
    expect([status, text, events.length]).toEqual([413, '{"message":"Request Entity Too Large"}', 0]);
    expect(await call('/open', { method: 'POST', body: body.subarray(1) })).toMatchObject({ status: 200 });
  });
});

describe('a browser of another origin', () => {
  const preflight = (url: string, origin: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = { origin, 'access-control-request-method': 'GET' };
      request(`${url}/closed`, { method: 'OPTIONS', headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, ...response.headers });
      })
        .on('error', reject)
        .end();
    });

  test('is told by the gateway what it may, without a token', async () => {
    const { url, events } = await startTestGateway();
    expect(await preflight(url, 'https://app.example')).toMatchObject({
      status: 204,
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET,PATCH',
      'access-control-allow-headers': 'authorization,if-none-match',
      'access-control-max-age': '600',
    });
    expect(events).toEqual([]);
  });

  test('is told nothing when it is not allowed', async () => {
    const { url } = await startTestGateway();
    const answer = await preflight(url, 'https://evil.example');
    expect(answer).toMatchObject({ status: 204 });
    expect(Object.keys(answer).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('may read every answer, refusals too, and no other origin may', async () => {
    const { call } = await startTestGateway();
    for (const path of ['/open', '/closed', '/nowhere']) {
      const { headers } = await call(path, { headers: { origin: 'https://app.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(headers.get('access-control-expose-headers')).toBe('etag');
      const { headers: foreign } = await call(path, { headers: { origin: 'https://evil.example' } });
      expect(foreign.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('a token', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: authorizer.issuer, aud: 'pipeline', exp: now + 60 };
  const make = (header: object, claims: object, key: Parameters<typeof sign>[2]) => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
  };
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  test.each<[string, (kid: string, key: Parameters<typeof sign>[2]) => string]>([
    ['of another issuer', (kid, key) => make({ alg: 'RS256', kid }, { ...good, iss: 'https://evil' }, key)],
    ['for another audience', (kid, key) => make({ alg: 'RS256', kid }, { ...good, aud: 'other' }, key)],
    ['that has expired', (kid, key) => make({ alg: 'RS256', kid }, { ...good, exp: now - 1 }, key)],
    ['without an end', (kid, key) => make({ alg: 'RS256', kid }, { ...good, exp: undefined }, key)],
    ['of tomorrow', (kid, key) => make({ alg: 'RS256', kid }, { ...good, nbf: now + 60 }, key)],
    ['signed with another key', (kid) => make({ alg: 'RS256', kid }, good, other)],
    ['of a key that nobody knows', (_kid, key) => make({ alg: 'RS256', kid: 'x' }, good, key)],
    ['that says it needs no signature', (kid) => `${encode({ alg: 'none', kid })}.${encode(good)}.`],
    [
      'whose claims were changed',
      (kid, key) =>
        make({ alg: 'RS256', kid }, good, key).replace(/\.[^.]+\./, `.${encode({ ...good, units: 'all' })}.`),
    ],
    ['that is none', () => 'Zm9v.YmFy.YmF6'],
    ['that is a word', () => 'secret'],
  ])('%s opens nothing', async (_what, token) => {
    const { call, events, key } = await startTestGateway();
    const authorization = `Bearer ${token(key.id, key.privateKey)}`;
    const { status, text, headers } = await call('/closed', { headers: { authorization } });
    expect([status, text, events.length]).toEqual([401, '{"message":"Unauthorized"}', 0]);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('is asked for, and one that is good opens', async () => {
    const { call, key } = await startTestGateway();
    expect(await call('/closed')).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    const token = make({ alg: 'RS256', kid: key.id }, { ...good, aud: ['x', 'pipeline'] }, key.privateKey);
    expect(await call('/closed', { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      status: 200,
    });
  });

  test('that has opened opens no longer once its time is over', async () => {
    const { call, key } = await startTestGateway();
    const authorization = `Bearer ${make({ alg: 'RS256', kid: key.id }, good, key.privateKey)}`;
    expect((await call('/closed', { headers: { authorization } })).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: (good.exp + 1) * 1000 });
    onTestFinished(() => void vi.useRealTimers());
    expect((await call('/closed', { headers: { authorization } })).status).toBe(401);
  });

  test('opens a route with scopes of its own only with one of them', async () => {
    const { call, key, issuer } = await startTestGateway();
    const open = (scopes: string[]) => {
      const token = signToken(key, issuer, { scopes, units: ['athena'] });
      return call('/scoped', { headers: { authorization: `Bearer ${token}` } });
    };
    expect(await open(['read'])).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect(await open(['read', 'write'])).toMatchObject({ status: 200 });
  });
});

describe('the local issuer', () => {
  test('keeps its key where its owner alone can read it, and uses it again', async () => {
    const { stateDir, key } = await startTestGateway();
    const { mode } = await stat(join(stateDir, 'issuer-key.pem'));
    expect(mode & 0o777).toBe(0o600);
    expect((await openSigningKey(stateDir)).id).toBe(key.id);
  });

  test('shows the public half of its key and nothing else of it', async () => {
    const { issuerUrl } = await startTestGateway();
    const discovered = await (await fetch(`${issuerUrl}/.well-known/openid-configuration`)).json();
    expect(discovered).toMatchObject({ issuer: authorizer.issuer, jwks_uri: `${issuerUrl}/jwks.json` });
    const { keys } = (await (await fetch(`${issuerUrl}/jwks.json`)).json()) as { keys: object[] };
    expect(keys.map((one) => Object.keys(one).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });

  test('gives a token that the gateway takes, and refuses a wish that it does not understand', async () => {
    const { call, issuerUrl } = await startTestGateway();
    const ask = (wish: unknown) =>
      fetch(`${issuerUrl}/token`, { method: 'POST', body: JSON.stringify(wish) });
    const { access_token: token } = (await (await ask({ scopes: ['read'], units: ['athena'] })).json()) as {
      access_token: string;
    };
    expect(await call('/closed', { headers: { authorization: `bearer ${token}` } })).toMatchObject({
      status: 200,
    });
    expect((await ask({ scopes: [] })).status).toBe(400);
  });
});
