import { expect, test } from 'vitest';
import { shapeObjectEvent, startSequencer } from '../../../local/events/object-event.ts';
import { shapeTargetInput } from '../../../local/events/target-input.ts';

const event = shapeObjectEvent(
  {
    type: 'Object Created',
    bucketName: 'landing',
    key: 'bak/a "b".jsonl',
    versionId: 'v1',
    sizeBytes: 3,
    etag: '0123',
    requestId: 'R1',
    sourceIpAddress: '127.0.0.1',
    reason: 'PutObject',
    deletion: null,
  },
  { region: 'us-east-1', accountId: '000000000000', sequencer: '01' },
);

test('a target with an input path gets that part of the event and nothing else', () => {
  const input = JSON.parse(shapeTargetInput({ InputPath: '$.detail' }, event)) as unknown;
  expect(input).toEqual({
    version: '0',
    bucket: { name: 'landing' },
    object: { key: 'bak/a "b".jsonl', size: 3, etag: '0123', 'version-id': 'v1', sequencer: '01' },
    'request-id': 'R1',
    requester: '000000000000',
    'source-ip-address': '127.0.0.1',
    reason: 'PutObject',
  });
});

test('a target without any wish gets the whole event', () => {
  expect(JSON.parse(shapeTargetInput({}, event))).toEqual(event);
});

test('a constant input is passed on as it is', () => {
  expect(shapeTargetInput({ Input: '{"a":1}' }, event)).toBe('{"a":1}');
});

test('a transformer puts texts in without escaping and drops what is missing', () => {
  const InputTransformer = {
    InputPathsMap: { key: '$.detail.object.key', size: '$.detail.object.size', none: '$.detail.nowhere' },
    InputTemplate: '{"key":"<key>","size":<size>,"none":"<none>"}',
  };
  expect(shapeTargetInput({ InputTransformer }, event)).toBe('{"key":"bak/a "b".jsonl","size":3,"none":""}');
});

test('a path that is more than names and positions is refused', () => {
  expect(() => shapeTargetInput({ InputPath: '$..key' }, event)).toThrow('$..key');
});

test('sequencers sort in the order in which they were given', () => {
  const next = startSequencer();
  const given = Array.from({ length: 5000 }, next);
  expect(given.toSorted()).toEqual(given);
  expect(new Set(given).size).toBe(given.length);
});
