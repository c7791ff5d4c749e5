import { describe, expect, test } from 'vitest';
import { chooseStep, decideNext, isNothingDue } from '#core/load/decide-next.ts';
import type { FeedFacts, NextFile, OpenRun } from '#core/load/ports.ts';

const now = new Date('2026-03-03T08:10:00Z');
const holdBackMs = 120_000;
const aMinuteAgo = new Date(now.getTime() - 60_000);
const long = new Date(now.getTime() - 10 * holdBackMs);

const settings = { merge: 'patch', late: 'fold', holdBackMs, deletionGuard: 0.2, rejectShare: 0.1 } as const;
const halting = { ...settings, late: 'halt' } as const;
const rest = { step: 'rest' };
const idle: FeedFacts = {
  feed: 'products',
  readAt: now,
  settings,
  halted: [],
  lastOrderKey: null,
  shapeInUse: null,
  openRuns: [],
  next: null,
  replayFrom: null,
  leftOut: [],
  uninspected: null,
};
const delta: NextFile = {
  landedFile: 7,
  bucket: 'landing',
  key: 'delta',
  versionId: 'v',
  sizeBytes: 1,
  feed: 'products',
  shape: 'ecommerce',
  kind: 'delta',
  runKey: null,
  part: null,
  orderKey: '20',
  discoveredAt: aMinuteAgo,
  deletesAccepted: false,
  landedParts: [],
  correctsLoad: null,
  runIsSettled: false,
  lateAccepted: false,
};
const partOf = (
  runKey: string,
  part: number,
  landedParts: number[],
  parts: Partial<NextFile> = {},
): NextFile => ({
  ...delta,
  runKey,
  part,
  landedParts,
  ...parts,
});
const run: OpenRun = {
  fullRun: 'run-10',
  parts: [1, 2],
  withheld: false,
  lastPart: { ...delta, key: 'part 2', kind: 'full', orderKey: '10.2' },
  lastLoad: 5,
  lastDiscoveredAt: aMinuteAgo,
};

const cases: [what: string, facts: Partial<FeedFacts>, step: object][] = [
  ['nothing pending: rest', {}, { step: 'rest' }],
  [
    'a file after all others: load',
    { next: delta, lastOrderKey: '19' },
    { step: 'load', file: delta, missingParts: [] },
  ],
  ['the first file of a feed: load', { next: delta }, { step: 'load' }],
  [
    'a feed whose first file is halted: rest, whatever is pending',
    { halted: ['05'], next: delta, openRuns: [run] },
    rest,
  ],
  ['a file before the halted one: load', { halted: ['30'], next: delta }, { step: 'load', isLate: false }],
  ['the halted file itself: rest', { halted: ['20'], next: delta }, rest],
  [
    'a file before one in force: load it in its place',
    { next: delta, lastOrderKey: '21' },
    { step: 'load', isLate: true },
  ],
  [
    'a file before one in force, where that halts: halt',
    { settings: halting, next: delta, lastOrderKey: '21' },
    { step: 'halt', code: 'late-file' },
  ],
  [
    'the same when an operator let it in: load',
    { settings: halting, next: { ...delta, lateAccepted: true }, lastOrderKey: '21' },
    { step: 'load', isLate: true },
  ],
  [
    'a part before one in force does not wait for the parts between',
    { next: partOf('run-20', 3, [3]), lastOrderKey: '21' },
    { step: 'load', isLate: true, missingParts: [1, 2] },
  ],
  [
    'a correction of a file in force: load, to see whether its bytes differ',
    { settings: halting, next: { ...delta, correctsLoad: 3 }, lastOrderKey: '21' },
    { step: 'load', isLate: true },
  ],
  [
    'a further part of a full run that is closed: load it in its place',
    { next: partOf('run-10', 3, [1, 2, 3], { orderKey: '10.3', runIsSettled: true }), lastOrderKey: '10.2' },
    { step: 'load', isLate: true },
  ],
  [
    'an open mark: replay from there, before anything else',
    { replayFrom: '15', lastOrderKey: '21', next: { ...delta, orderKey: '14' }, leftOut: [3] },
    { step: 'replay', from: '15' },
  ],
  [
    'an open mark and a halted file behind everything in force: replay',
    { replayFrom: '15', lastOrderKey: '21', halted: ['22'] },
    { step: 'replay' },
  ],
  [
    'an open mark and a halted file in its range: rest',
    { replayFrom: '15', lastOrderKey: '21', halted: ['18'] },
    rest,
  ],
  [
    'a file in force that was left out: take it out',
    { leftOut: [3], next: delta },
    { step: 'take-out', loads: [3] },
  ],
  [
    'an open run in the past within its hold-back, and a later file: load the file',
    { openRuns: [run], lastOrderKey: '15', next: delta },
    { step: 'load', file: delta },
  ],
  [
    'an open run in the past when its hold-back is over: close it, whatever it lacks',
    { openRuns: [{ ...run, parts: [2], lastDiscoveredAt: long }], lastOrderKey: '15', next: delta },
    { step: 'close', isLate: true },
  ],
  [
    'a file of another shape than the feed has: halt',
    { next: { ...delta, shape: 'ChannelStructure' }, shapeInUse: 'ChannelNode' },
    { step: 'halt', code: 'other-file-shape' },
  ],
  [
    'part 2 when part 1 has landed: load',
    { next: partOf('run-20', 2, [1, 2]) },
    { step: 'load', missingParts: [] },
  ],
  [
    'part 3 without part 1 and 2: wait the hold-back',
    { next: partOf('run-20', 3, [3]) },
    {
      step: 'wait',
      until: new Date(aMinuteAgo.getTime() + holdBackMs),
      reason: 'waits for parts 1, 2 of its run',
    },
  ],
  [
    'part 3 without part 2 when the hold-back is over: load and say so',
    { next: partOf('run-20', 3, [1, 3], { discoveredAt: long }) },
    { step: 'load', missingParts: [2] },
  ],
  [
    'an open run within its hold-back: wait',
    { openRuns: [run] },
    { step: 'wait', file: 'part 2', until: new Date(aMinuteAgo.getTime() + holdBackMs) },
  ],
  [
    'an open run when its hold-back is over: close',
    { openRuns: [{ ...run, lastDiscoveredAt: long }] },
    { step: 'close' },
  ],
  [
    'an open run that lacks a number: wait, however long',
    { openRuns: [{ ...run, parts: [2], lastDiscoveredAt: long }] },
    { step: 'wait', until: null, reason: 'full run waits for part 1' },
  ],
  [
    'an open run and a further part of it: load the part',
    { openRuns: [run], lastOrderKey: '10.2', next: partOf('run-10', 3, [1, 2, 3]) },
    { step: 'load' },
  ],
  [
    'an open run and a later file, which waits itself: close first',
    { openRuns: [run], lastOrderKey: '10.2', next: partOf('run-20', 2, [2]) },
    { step: 'close', run },
  ],
  [
    'an open run and a file before it: load the file, leave the run open',
    { openRuns: [run], lastOrderKey: '10.2', next: { ...delta, orderKey: '09' } },
    { step: 'load', isLate: true },
  ],
];

test.each(cases)('%s', (_what, facts, step) => {
  expect(decideNext({ ...idle, ...facts })).toMatchObject(step);
});

describe('among the feeds of a unit', () => {
  test('the oldest file that can be loaded comes first', () => {
    const newer = { ...idle, next: { ...delta, key: 'newer', orderKey: '30' } };
    const older = { ...idle, feed: 'channel_nodes', next: { ...delta, key: 'older' } };
    expect(chooseStep([newer, older])).toMatchObject({ step: 'load', file: { key: 'older' } });
  });

  test('a feed that waits or is halted does not hold up the others', () => {
    const waiting = { ...idle, next: partOf('run-01', 2, [2], { orderKey: '01' }) };
    const halted = { ...idle, halted: ['01'], next: { ...delta, orderKey: '02' } };
    expect(chooseStep([waiting, halted, { ...idle, next: delta }])).toMatchObject({
      step: 'load',
      file: delta,
    });
    expect(isNothingDue([waiting, halted, idle])).toBe(true);
  });

  test('drift is looked for when nothing else can be done, in the first load of each feed', () => {
    const waiting = { ...idle, next: partOf('run-01', 2, [2], { orderKey: '01' }), uninspected: 4 };
    const nodes = { ...idle, feed: 'channel_nodes', uninspected: 5 };
    expect(chooseStep([waiting, { ...nodes, next: delta }])).toMatchObject({ step: 'load', file: delta });
    expect(chooseStep([waiting, { ...idle, feed: 'attribute_file' }, nodes])).toEqual({
      step: 'inspect',
      loads: [
        { feed: 'products', loadId: 4 },
        { feed: 'channel_nodes', loadId: 5 },
      ],
    });
    expect(isNothingDue([waiting])).toBe(false);
    expect(decideNext(waiting)).toMatchObject({ step: 'wait' });
  });
});
