import { describe, expect, test } from 'vitest';
import { compareRecord } from '#core/write-back/compare-record.ts';
import type { FieldIntent } from '#core/write-back/plan-record.ts';

describe('before anything is written', () => {
  test('what the destination has already is done, without a call', () => {
    expect(compare([[want('brief', '2026-01-05', ['2026-01-01'])]], { brief: '2026-01-05' })).toEqual({
      settlements: [{ row: 1, outcome: 'done' }],
      change: null,
    });
  });

  test('what was seen, and only that, is overwritten', () => {
    const { change } = compare([[want('brief', 'b', ['a']), want('launch', 'y', ['x'])]], {
      brief: 'a',
      launch: 'y',
    });
    expect(change).toEqual({
      id: 'rec1',
      fields: { brief: 'b' },
      rows: [{ row: 1, attempts: 0, found: { brief: 'a' } }],
    });
  });

  test('a row with a field that somebody changed fails as a whole; other rows of the record do not', () => {
    const { settlements, change } = compare(
      [[want('brief', 'b', ['a']), want('launch', 'y', ['x'])], [want('sample', 'c', [null])]],
      { brief: 'theirs', launch: 'x', sample: null },
    );
    expect(change?.fields).toEqual({ sample: 'c' });
    expect(settlements).toEqual([
      {
        ...{ row: 1, outcome: 'failed', code: 'conflict', remote: { brief: 'theirs', launch: 'x' } },
        message:
          'Somebody changed it in airtable: "brief" should have been "a" and is "theirs". Nothing was overwritten. ' +
          'Retry to overwrite what was found, or edit it again.',
      },
    ]);
  });

  test('a field that nobody saw is overwritten, whatever it is', () => {
    expect(compare([[want('brief', 'b', null)]], { brief: 'theirs' }).change?.fields).toEqual({ brief: 'b' });
  });

  test('empty, null and absent are one, and members come in any order', () => {
    const { settlements, change } = compare(
      [[want('brief', null, ['a'])], [want('range', { to: 2, from: 1 }, [])], [want('launch', 'y', [null])]],
      { range: { from: 1, to: 2 } },
    );
    expect(settlements.map(({ row, outcome }) => [row, outcome])).toEqual([
      [1, 'done'],
      [2, 'done'],
    ]);
    expect(change?.fields).toEqual({ launch: 'y' });
  });

  test('a number is not the text of it', () => {
    expect(compare([[want('size', '1', [0])]], { size: 1 }).settlements).toMatchObject([
      { code: 'conflict', remote: { size: 1 } },
    ]);
  });

  test('a record that the destination does not have fails', () => {
    const { settlements, change } = compare([[want('brief', 'b', null)], [want('launch', 'y', null)]], null);
    expect(settlements).toMatchObject([
      { row: 1, code: 'no-such-record' },
      { row: 2, code: 'no-such-record' },
    ]);
    expect(change).toBeNull();
  });
});

function want(field: string, value: unknown, accepted: FieldIntent['accepted']): FieldIntent {
  return { field, value, accepted };
}

function compare(rows: FieldIntent[][], remote: Record<string, unknown> | null) {
  const intents = rows.map((fields, place) => ({ row: place + 1, attempts: 0, fields }));
  return compareRecord(
    'airtable',
    { entity: 'dev_group', id: 'rec1', settlements: [], intents },
    remote && { id: 'rec1', fields: remote },
  );
}
