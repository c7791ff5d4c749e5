import { expect, test } from 'vitest';
import { limits } from '#core/limits.ts';
import { tellHistory } from '#core/operate/look-up-record.ts';
import type { RecordStep } from '#core/records/record-history.ts';

function step(number: number): RecordStep {
  return {
    ...{ event: String(number), eventTime: '2026-03-03T08:07:02.000Z', load: number, file: 'a.jsonl' },
    ...{ orderKey: String(number).padStart(10, '0'), line: 1, op: 'patch', what: 'updated' },
    ...{ deleted: false, wasDeleted: false, replacedBy: null },
    changes: [{ field: 'Attributes.Name', before: '"a"', after: '"b"' }],
  };
}

test('of more steps than an answer holds the oldest are left out, and counted', async () => {
  const all = Array.from({ length: 30_000 }, (_, index) => step(index));
  const lookUp = async () => ({ feeds: ['products'], asOfTime: null, steps: all, replaced: [] });
  const { steps, hiddenSteps } = await tellHistory(
    { lookUp },
    { verb: 'history', unit: 'bak', id: '1', feed: undefined },
  );
  expect(JSON.stringify(steps).length).toBeLessThan(limits.answerBytes + 1000);
  expect(steps.length + hiddenSteps).toBe(all.length);
  expect(steps[0]).toEqual({ ...all[hiddenSteps], changes: [], hiddenChanges: 1 });
  expect(steps.at(-1)?.event).toBe(all.at(-1)?.event);
});
