import { expect, test } from 'vitest';
import { matchesPattern } from '../../../local/events/match-pattern.ts';

const event = {
  source: 'aws.s3',
  resources: ['arn:aws:s3:::landing'],
  detail: { bucket: { name: 'landing' }, object: { key: 'bak/PRODUCT/a.jsonl', size: 12 }, nothing: null },
};

test.each([
  ['a value that is there', { source: ['aws.s3'] }, true],
  ['another value', { source: ['aws.ec2'] }, false],
  ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
  ['all members at once', { source: ['aws.s3'], detail: { bucket: { name: ['other'] } } }, false],
  ['a prefix', { detail: { object: { key: [{ prefix: 'bak/' }] } } }, true],
  ['one of two prefixes', { detail: { object: { key: [{ prefix: 'gem/' }, { prefix: 'bak/' }] } } }, true],
  ['a prefix of something else', { detail: { object: { key: [{ prefix: 'PRODUCT/' }] } } }, false],
  ['a suffix', { detail: { object: { key: [{ suffix: '.jsonl' }] } } }, true],
  ['anything but what is there', { source: [{ 'anything-but': ['aws.s3'] }] }, false],
  ['anything but something else', { source: [{ 'anything-but': 'aws.ec2' }] }, true],
  ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
  ['anything but, of a member that is missing', { missing: [{ 'anything-but': 'x' }] }, false],
  ['a member that exists', { detail: { object: { size: [{ exists: true }] } } }, true],
  ['a member that does not exist', { detail: { object: { etag: [{ exists: false }] } } }, true],
  ['null', { detail: { nothing: [null] } }, true],
  ['null for a member that is missing', { detail: { object: { etag: [null] } } }, false],
  ['a number within limits', { detail: { object: { size: [{ numeric: ['>', 0, '<=', 12] }] } } }, true],
  ['a number beyond limits', { detail: { object: { size: [{ numeric: ['>', 12] }] } } }, false],
  ['one element of an array', { resources: [{ prefix: 'arn:aws:s3' }] }, true],
  ['letters of another case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
])('a pattern asks for %s', (_what, pattern, expected) => {
  expect(matchesPattern(pattern, event)).toBe(expected);
});

test('an operator that is not known is refused by its name, also where another alternative matches', () => {
  const pattern = { source: ['aws.s3', { wildcard: 'aws.*' }] };
  expect(() => matchesPattern(pattern, event)).toThrow('"wildcard"');
});
