import { describe, expect, test } from 'vitest';
import { readHttpEvent, type HttpEvent } from '#platform/http-handler.ts';

/** A request as an HTTP API sends it, with whatever a test is about. */
function event(parts: Partial<HttpEvent>): HttpEvent {
  return {
    ...{ version: '2.0', routeKey: 'PATCH /api/pipeline/dev-groups/{id}', rawPath: '/', rawQueryString: '' },
    ...{ headers: {}, requestContext: {}, isBase64Encoded: false },
    ...parts,
  };
}

test('what stands in the path comes by the names of its parameters', () => {
  expect(readHttpEvent(event({ pathParameters: { id: 'rec 1' } })).params).toEqual({ id: 'rec 1' });
  expect(readHttpEvent(event({})).params).toEqual({});
});

test('a body comes as text, whichever way the gateway sends it', () => {
  const headers = { 'content-type': 'application/json' };
  const text = '{"name":"Größe"}';
  const type = 'application/json';
  expect(readHttpEvent(event({ headers, body: text })).body).toEqual({ type, text });
  const body = Buffer.from(text).toString('base64');
  expect(readHttpEvent(event({ headers, body, isBase64Encoded: true })).body).toEqual({ type, text });
  expect(readHttpEvent(event({})).body).toEqual({ type: null, text: '' });
});

describe('If-Match', () => {
  test.each([
    [undefined, null],
    ['"a"', ['a']],
    ['"a", "b-c"', ['a', 'b-c']],
    ['*', ['*']],
    // What names nothing is met by nothing; it is not as if it had not been sent.
    ['W/"a"', []],
    ['W/"a", "b"', ['b']],
    ['a', []],
    ['', []],
  ])('%s', (header, wanted) => {
    const headers = header === undefined ? {} : { 'if-match': header };
    expect(readHttpEvent(event({ headers })).wantedTags).toEqual(wanted);
  });
});
