import { describe, expect, test } from 'vitest';
import { planRecord, type RecordPlan } from '#core/write-back/plan-record.ts';
import type { QueuedRow } from '#core/write-back/queued-record.ts';

describe('rows of one record', () => {
  test('become one change, of each field the newest value', () => {
    const plan = planRows(
      row(1, { brief: 'a', launch: 'x' }),
      row(2, { brief: 'b' }),
      row(3, { sample: 'c' }),
    );
    expect(wanted(plan)).toEqual({ 1: { launch: 'x' }, 2: { brief: 'b' }, 3: { sample: 'c' } });
  });

  test('are superseded when later ones set all their fields again', () => {
    const plan = planRows(
      row(1, { brief: 'a', launch: 'x' }),
      row(2, { brief: 'b' }),
      row(3, { launch: 'y' }),
    );
    expect(plan.settlements).toEqual([{ row: 1, outcome: 'superseded', by: 3 }]);
    expect(wanted(plan)).toEqual({ 2: { brief: 'b' }, 3: { launch: 'y' } });
  });

  test('that had failed are superseded as well, when later ones set all their fields', () => {
    const plan = planRows(
      row(1, { brief: 'a', launch: 'x' }, { status: 'failed' }),
      row(2, { brief: 'b' }, { status: 'failed' }),
      row(3, { brief: 'c' }),
    );
    expect(plan.settlements).toEqual([{ row: 2, outcome: 'superseded', by: 3 }]);
    expect(wanted(plan)).toEqual({ 3: { brief: 'c' } });
  });

  test.each(['done', 'failed', 'pending', 'in_flight'] as const)(
    'that are tried again send nothing older after a newer row, which is %s',
    (status) => {
      const plan = planRows(row(1, { brief: 'a', launch: 'x' }), row(2, { brief: 'b' }, { status }));
      expect(wanted(plan)[1]).toEqual({ launch: 'x' });
    },
  );

  test('that say nothing to write fail, and harm no other row', () => {
    const bad = [null, 7, {}, { fields: {} }, { fields: ['a'] }, { fields: { a: 1 }, seen: 'all' }];
    for (const payload of bad) {
      const plan = planRows({ ...row(1, {}), payload }, row(2, { brief: 'b' }));
      expect(plan.settlements).toEqual([expect.objectContaining({ row: 1, code: 'bad-payload' })]);
      expect(wanted(plan)).toEqual({ 2: { brief: 'b' } });
    }
  });
});

describe('what may be overwritten', () => {
  test('is what was seen, and whatever earlier rows saw or wanted, but not what they found', () => {
    const plan = planRows(
      row(1, { brief: 'b' }, { status: 'superseded', seen: { brief: 'a' } }),
      row(2, { brief: 'c' }, { status: 'failed', seen: { brief: 'b' }, remote: { brief: 'other' } }),
      row(3, { brief: 'd' }, { seen: { brief: 'c' } }),
    );
    expect(new Set(acceptedOf(plan, 'brief'))).toEqual(new Set(['a', 'b', 'c', 'd']));
  });

  test('of a row that was retried, or edited after a conflict was reported, is also what the destination had at the conflict', () => {
    const plan = planRows(row(1, { brief: 'b' }, { seen: { brief: 'a' }, remote: { brief: 'theirs' } }));
    expect(acceptedOf(plan, 'brief')).toEqual(expect.arrayContaining(['a', 'theirs']));
  });

  test('does not reach behind a row that was done', () => {
    const plan = planRows(
      row(1, { brief: 'b' }, { status: 'failed', seen: { brief: 'a' } }),
      row(2, { brief: 'c' }, { status: 'done', seen: { brief: 'b' } }),
      row(3, { brief: 'd' }, { seen: { brief: 'c' } }),
    );
    expect(new Set(acceptedOf(plan, 'brief'))).toEqual(new Set(['c', 'd']));
  });

  test('is anything, of a field that the row did not see', () => {
    const plan = planRows(row(1, { brief: 'b', launch: 'x' }, { seen: { launch: null } }));
    expect(acceptedOf(plan, 'brief')).toBeNull();
    expect(acceptedOf(plan, 'launch')).toContain(null);
  });
});

function row(
  id: number,
  fields: Record<string, unknown>,
  { seen, ...rest }: Partial<QueuedRow> & { seen?: Record<string, unknown> } = {},
): QueuedRow {
  const payload = { fields, ...(seen && { seen }) };
  return { id, status: 'in_flight', payload, attempts: 0, remote: null, ...rest };
}

function planRows(...rows: QueuedRow[]): RecordPlan {
  return planRecord({ entity: 'dev_group', id: 'rec1', rows });
}

/** What each row still wants. */
function wanted({ intents }: RecordPlan): Record<number, Record<string, unknown>> {
  return Object.fromEntries(
    intents.map((intent) => [
      intent.row,
      Object.fromEntries(intent.fields.map(({ field, value }) => [field, value])),
    ]),
  );
}

function acceptedOf({ intents }: RecordPlan, name: string): readonly unknown[] | null | undefined {
  return intents.at(-1)?.fields.find(({ field }) => field === name)?.accepted;
}
