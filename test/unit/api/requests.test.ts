import { describe, expect, test } from 'vitest';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { createApi, type ApiDeps, type ApiRequest } from '#core/api/answer-request.ts';
import type { Write, WriteOutcome } from '#core/api/answer-write.ts';
import { rememberAnswers } from '#core/api/remember-answers.ts';
import { Scope } from '#core/api/scope.ts';
import { Defect, Unavailable } from '#core/errors.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function openApi(ask: ApiDeps['ask'] = async () => ({ tag: 't', body: '{}' })) {
  const documents = new Map([['/docs', { type: 'text/html', text: '<p>' }]]);
  const answer = createApi({
    ...{ unit: apiUnit, endpoints, documents, ask, log: silent },
    write: async () => 'edited',
    ring: async () => undefined,
  });
  return async (request: Partial<ApiRequest> = {}) => {
    const { status, headers, body } = await answer({
      routeKey: 'GET /api/pipeline/products',
      params: { id: '7' },
      query: {},
      knownTags: [],
      wantedTags: null,
      body: { type: 'application/json', text: '{"launch_date":null}' },
      claims: { scope: 'read', units: `[${apiUnit}]` },
      ...request,
    });
    const isJson = headers['content-type']?.endsWith('json');
    return { status, headers, body: isJson ? JSON.parse(body) : body };
  };
}

describe.each(endpoints)('$method $path', ({ method, path, scopes }) => {
  const routeKey = `${method} /api/pipeline${path}`;

  const claimsOf = (scope: Scope) => ({ scope, units: apiUnit });

  test.each(scopes)('is open with the scope %s alone', async (scope) => {
    expect(await openApi()({ routeKey, claims: claimsOf(scope) })).toMatchObject({ status: 200 });
  });

  test.each(Scope.options.filter((scope) => !scopes.includes(scope)))(
    'is closed with the scope %s alone',
    async (scope) => {
      const { status, headers, body } = await openApi()({ routeKey, claims: claimsOf(scope) });
      expect([status, body.code, body.scopes]).toEqual([403, 'missing-scope', [...scopes]]);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
      expect(headers['www-authenticate']).toContain('insufficient_scope');
    },
  );

  test.each(['', '[bak cefl]', 'bak', 'athenae', '[]'])('is closed to the units "%s"', async (units) => {
    const scope = Scope.options.join(' ');
    const { status, body } = await openApi()({ routeKey, claims: { scope, units } });
    expect([status, body.code, body.unit]).toEqual([403, 'foreign-unit', apiUnit]);
  });

  test('is closed to whoever is not signed in, and asks nothing', async () => {
    let asked = 0;
    const api = openApi(async () => ({ tag: 't', body: `${(asked += 1)}` }));
    const { status, headers, body } = await api({ routeKey, claims: null });
    expect([status, body.code, headers['www-authenticate'], asked]).toEqual([
      401,
      'not-signed-in',
      'Bearer',
      0,
    ]);
  });
});

test.each(['athena', 'bak athena', '[athena]', '[bak athena]', '["bak","athena"]'.replaceAll('"', '')])(
  'the units of a token may be written %s',
  async (units) => {
    expect(await openApi()({ claims: { scope: 'read', units } })).toMatchObject({ status: 200 });
  },
);

test('what describes the API is open to everybody', async () => {
  const answer = await openApi()({ routeKey: 'GET /api/pipeline/docs', claims: null });
  expect(answer).toMatchObject({ status: 200, body: '<p>', headers: { 'content-type': 'text/html' } });
});

test('an answer has the tag that the database gave, and is asked for again each time', async () => {
  const { headers } = await openApi()();
  expect(headers).toMatchObject({ etag: '"t"', 'cache-control': 'private, no-cache' });
});

describe('a query', () => {
  test('reaches the statement as its parameters', async () => {
    const asked: unknown[][] = [];
    const api = openApi(async (_endpoint, tags, parameters) => {
      asked.push([...tags, ...parameters]);
      return { tag: 't', body: '{}' };
    });
    await api({ knownTags: ['a'] });
    const cursor = btoa('["-name", "spade\\u0001p1"]');
    await api({ query: { sort: '-name', limit: '7', cursor, has_data_gaps: 'false', brand_id: 'c1' } });
    expect(asked).toEqual([
      ['a', 'id', false, null, 50, null, null, null, null],
      ['name', true, 'spade\u0001p1', 7, null, 'c1', null, false],
    ]);
  });

  test.each([
    ['limit', '0'],
    ['limit', '501'],
    ['limit', 'many'],
    ['limit', '1,2'],
    ['sort', 'price'],
    ['has_data_gaps', 'maybe'],
    ['status', ''],
    ['status', 'a\0b'],
  ])('with %s=%s is refused, and that parameter is named', async (name, value) => {
    const { status, body } = await openApi()({ query: { [name]: value } });
    expect([status, body.code]).toEqual([400, 'invalid-query']);
    expect(body.errors).toMatchObject([{ parameter: name }]);
  });

  test('is told of everything that is wrong with it at once, and what there is', async () => {
    const { body } = await openApi()({ query: { colour: 'red', limit: '0', size: '1' } });
    expect(body.errors.map(({ parameter }: any) => parameter).toSorted()).toEqual([
      'colour',
      'limit',
      'size',
    ]);
    expect(body.detail).toContain('The parameters here: limit, cursor, sort, status');
  });
});

describe('a change', () => {
  const routeKey = 'PATCH /api/pipeline/dev-groups/{id}';
  const claims = { scope: 'write', units: apiUnit };

  /** An API whose writes are kept, and whose bell cannot be rung. */
  async function change(
    outcome: WriteOutcome,
    request: Partial<ApiRequest> = {},
    ask: ApiDeps['ask'] = async () => ({ tag: 'new', body: '{}' }),
  ) {
    const seen: { writes: Write[]; rings: string[]; warnings: string[] } = {
      writes: [],
      rings: [],
      warnings: [],
    };
    const answer = createApi({
      ...{ unit: apiUnit, endpoints, documents: new Map() },
      ask,
      write: async (write) => {
        seen.writes.push(write);
        return outcome;
      },
      ring: async (because) => {
        seen.rings.push(because);
        throw new Unavailable('aws-unavailable', 'no queue');
      },
      log: { ...silent, warn: (message) => void seen.warnings.push(message) },
    });
    const body = { type: 'application/json; charset=utf-8', text: '{"launch_date":"2026-02-28"}' };
    const { status } = await answer({
      ...{ routeKey, params: { id: 'g1' }, query: {}, knownTags: [], wantedTags: null, body, claims },
      ...request,
    });
    return { status, ...seen };
  }

  test('is made in the name of the token, with what it has seen', async () => {
    const { writes } = await change('edited', { claims: { ...claims, sub: 'ann' }, wantedTags: ['a', 'b'] });
    expect(writes).toEqual([
      {
        ...{ kind: 'edit', entity: 'dev_group', id: 'g1', by: 'ann', seenTags: ['a', 'b'] },
        changes: { launch_date: '2026-02-28' },
      },
    ]);
  });

  test('holds though the bell cannot be rung, and the log says so', async () => {
    const { status, rings, warnings } = await change('edited');
    expect([status, rings.length, warnings.length]).toEqual([200, 1, 1]);
  });

  test('rings also when what came of it cannot be read', async () => {
    const { status, rings } = await change('edited', {}, async () => {
      throw new Unavailable('database-unavailable', 'gone');
    });
    expect([status, rings.length]).toEqual([503, 1]);
  });

  test.each(['unchanged', 'conflict'] as const)('that came to "%s" rings nobody', async (outcome) => {
    expect((await change(outcome)).rings).toEqual([]);
  });

  test('that cannot be read asks the database nothing', async () => {
    const { status, writes } = await change('edited', {
      body: { type: 'application/json', text: '{"x":1}' },
    });
    expect([status, writes]).toEqual([400, []]);
  });

  test('takes no query', async () => {
    expect((await change('edited', { query: { dry: '1' } })).status).toBe(400);
  });
});

test('an item that is not there is a 404', async () => {
  const { status, body } = await openApi(async () => null)({ routeKey: 'GET /api/pipeline/dev-groups/{id}' });
  expect([status, body.code]).toEqual([404, 'no-such-item']);
});

describe('what goes wrong', () => {
  test.each([
    ['a database that is away', new Unavailable('database-unavailable', 'secret host'), 503, 'unavailable'],
    ['a statement that is wrong', new Defect('database-refused', 'secret column'), 500, 'internal'],
    ['anything else', new TypeError('secret'), 500, 'internal'],
  ])('%s is a problem that tells nothing of the inside', async (_what, error, status, code) => {
    const answer = await openApi(async () => {
      throw error;
    })();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body).toMatchObject({
      type: `/api/pipeline/docs#${code}`,
      status,
      title: expect.any(String),
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
  });

  test('a route that is not in the table is a problem, too', async () => {
    const { status, body } = await openApi()({ routeKey: 'GET /api/pipeline/secrets' });
    expect([status, body.code]).toEqual([404, 'no-such-route']);
  });
});

describe('an answer that was given before', () => {
  const [products, brands] = [endpoints[0]!, endpoints[1]!];
  /** A database whose state is a word, and which counts how often it makes an answer. */
  function openSource() {
    const source = { state: 'one', made: 0 };
    const ask = rememberAnswers(async ({ name }, known, parameters) => {
      if (known.includes(source.state)) return { tag: source.state, body: null };
      source.made += 1;
      return { tag: source.state, body: `${name} ${String(parameters)} ${source.state}` };
    });
    return { source, ask };
  }

  test('is given again as long as its tag holds, and made anew when it does not', async () => {
    const { source, ask } = openSource();
    const first = await ask(products, [], ['id']);
    expect(await ask(products, [], ['id'])).toEqual(first);
    expect(source.made).toBe(1);
    source.state = 'two';
    expect((await ask(products, [], ['id']))?.body).toBe('products id two');
    expect(source.made).toBe(2);
  });

  test('answers no other question', async () => {
    const { source, ask } = openSource();
    await ask(products, [], ['id']);
    expect((await ask(products, [], ['name']))?.body).toBe('products name one');
    expect((await ask(brands, [], ['id']))?.body).toBe('brands id one');
    expect(source.made).toBe(3);
  });

  test('has no body for a client that has it', async () => {
    const { ask } = openSource();
    await ask(products, [], ['id']);
    expect(await ask(products, ['one'], ['id'])).toEqual({ tag: 'one', body: null });
  });

  test('is forgotten when many others were given since', async () => {
    let made = 0;
    const long = 'x'.repeat(1_000_000);
    const ask = rememberAnswers(async (_endpoint, known) => {
      if (known.includes('t')) return { tag: 't', body: null };
      made += 1;
      return { tag: 't', body: long };
    });
    for (let question = 0; question < 9; question += 1) await ask(products, [], [question]);
    await ask(products, [], [8]);
    expect(made).toBe(9);
    await ask(products, [], [0]);
    expect(made).toBe(10);
  });
});
