import { describe, expect, test } from 'vitest';
import { showProgress } from '../../cli/present/progress.ts';
import { formatEventHeadings, formatEvents } from '../../cli/present/events.ts';
import { printable } from '../../cli/present/printable.ts';
import { formatBytes, formatCount } from '../../cli/present/quantities.ts';
import { formatStatus } from '../../cli/present/status.ts';
import type { Output } from '../../cli/session.ts';
import { event, feedStatus, status, unitStatus } from '../support/operate-answers.ts';

const now = new Date('2026-03-03T08:09:02.000Z');

function terminal(columns = 80, rows = 24): Output & { written: string } {
  const output = {
    written: '',
    write: (text: string) => {
      output.written += text;
    },
    isTerminal: true,
    colours: false,
    columns,
    rows,
  };
  return output;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

describe('the status screen', () => {
  test('four units of three feeds, all well', () => {
    expect(formatStatus(status({ units: status().units.slice(0, 1) }), terminal(), now)).toBe(
      [
        'unit  feed            live  pending  applied    data age       last file',
        'bak   products         133        -  2 min ago  2 min of 24 h  …080700_001.jsonl',
        '      channel_nodes    133        -  2 min ago  2 min of 24 h  …080700_001.jsonl',
        '      attribute_file   133        -  2 min ago  2 min of 24 h  …080700_001.jsonl',
        '',
        'Nothing is stuck.',
        '',
      ].join('\n'),
    );
  });

  test('what never was loaded says so', () => {
    const freshness = { last_applied_at: null, expected_every: 'P1D', is_stale: false, lag: null };
    const feeds = [feedStatus('products', { live: 0, lastApplied: null, freshness })];
    expect(formatStatus(status({ units: [unitStatus('bak', { feeds })] }), terminal(), now)).toContain(
      'nothing yet\n',
    );
  });

  test('data that is older than it may be says so, and what may be of any age only how old it is', () => {
    const aged = (feed: string, lag: string, expectedEvery: string | null, isStale: boolean) => {
      const freshness = { last_applied_at: '2026-03-01T06:00:00.000Z', expected_every: expectedEvery };
      return feedStatus(feed, { freshness: { ...freshness, is_stale: isStale, lag } });
    };
    const feeds = [
      aged('products', 'P2DT2H9M2S', 'P1D', true),
      aged('attribute_file', 'P9DT3S', null, false),
    ];
    const units = [unitStatus('bak', { feeds })];
    const screen = formatStatus(status({ units }), terminal(100), now);
    expect(screen).toMatch(/products .* 2 days of 24 h, stale {2}…/);
    expect(screen).toMatch(/attribute_file .* 9 days {17}…/);
    const coloured = formatStatus(status({ units }), { ...terminal(100), colours: true }, now);
    expect(coloured).toContain('\u001b[33m2 days of 24 h, stale\u001b[39m');
  });

  test('a halted file shows why, and how to look at it', () => {
    const units = [unitStatus('bak', { feeds: [feedStatus('products', { halted: halted('bak/x.jsonl') })] })];
    const screen = formatStatus(status({ units, stuck: true }), terminal(), now);
    expect(screen).toContain(
      'HALTED  bak products, 9 min ago: bak/x.jsonl\n        30 of its 40 lines are bad.',
    );
    expect(screen).toContain('npx millrace rejects --bu bak --file 40');
    expect(linesOf(screen).at(-1)).toBe('Stuck: 1 halted file.');
  });

  test('an alert about a halted file is not shown beside the halt', () => {
    const alert = {
      raisedAt: '2026-03-03T08:00:00.000Z',
      kind: 'halt',
      severity: 'critical' as const,
      subject: 'bak/x.jsonl',
      code: 'too-many-rejects',
      message: 'said twice',
    };
    const feeds = [feedStatus('products', { halted: halted('bak/x.jsonl') })];
    const units = [
      unitStatus('bak', { feeds, alerts: [alert, { ...alert, subject: 'queue', message: 'alone' }] }),
    ];
    const screen = formatStatus(status({ units, stuck: true }), terminal(), now);
    expect(screen).not.toContain('said twice');
    expect(screen).toContain('alone');
  });

  test('what waits says for what and until when, and is nothing to worry about', () => {
    const waiting = {
      file: 'bak/x_002.jsonl',
      reason: 'waits for part 1',
      until: '2026-03-03T08:10:00.000Z',
    };
    const units = [unitStatus('bak', { feeds: [feedStatus('products', { pending: 1, waiting })] })];
    const screen = formatStatus(status({ units }), terminal(), now);
    expect(screen).toContain(
      'waits   bak products: bak/x_002.jsonl\n        waits for part 1, until 2026-03-03 08:10:00 UTC',
    );
    expect(screen).toContain('Nothing is stuck.');
  });

  test('what other systems still have to learn is said for each of them, and what they refused', () => {
    const waiting = { destination: 'asana', open: 3, failed: 0, isPaused: false };
    const writeBacks = [
      { destination: 'airtable', open: 0, failed: 2, oldestOpenAt: null, isPaused: true },
      { ...waiting, oldestOpenAt: '2026-03-03T08:00:00.000Z' },
    ];
    const screen = formatStatus(
      status({ units: [unitStatus('athena', { writeBacks })] }),
      terminal(100, 40),
      now,
    );
    expect(screen).toContain('failed  athena airtable:\n        2 failed: GET /write-backs?status=failed');
    expect(screen).toContain(
      'waits   athena asana:\n        3 write-backs to be sent, the oldest 9 min ago.',
    );
    expect(screen).toContain('Nothing is stuck.');
  });

  test('a replay that stopped is shown beside the halt that stops it, and an alert of no unit as such', () => {
    const halt = halted('bak/y.jsonl');
    const replay = {
      since: '2026-03-03T08:00:00.000Z',
      file: 'bak/x.jsonl',
      files: 2,
      staged: 1,
      halted: halt,
    };
    const waiting = { file: 'bak/x.jsonl', reason: 'the replay from here on stops at y', until: null };
    const units = [unitStatus('bak', { feeds: [feedStatus('products', { halted: halt, replay, waiting })] })];
    const alert = {
      raisedAt: '2026-03-03T08:00:00.000Z',
      kind: 'unrouted-objects',
      severity: 'warning' as const,
      subject: 'bk/',
      code: 'unrouted-key',
      message: 'One object lies there.',
    };
    const screen = formatStatus(status({ units, alerts: [alert], stuck: true }), terminal(80, 40), now);
    expect(screen).toContain('HALTED  bak products, 9 min ago: bak/y.jsonl');
    expect(screen).toContain('waits   bak products: bak/x.jsonl\n        the replay from here on stops at y');
    expect(screen).toContain('warning no unit bk/, 9 min ago\n        One object lies there. (unrouted-key)');
  });

  test('it fits 80 by 24 even when every feed of four units is halted', () => {
    const long = `bak/PRODUCT/2026/03/${'ecommerce_629113_full_'.repeat(4)}20260303080700_001.jsonl`;
    const feeds = ['products', 'channel_nodes', 'attribute_file'].map((feed) =>
      feedStatus(feed, {
        live: 1_234_567,
        pending: 12_345,
        lastApplied: { file: long, at: '2026-01-03T08:07:02.000Z', event: '1' },
        halted: halted(long),
      }),
    );
    const units = ['bak', 'cefl', 'ecm', 'gem'].map((unit) => unitStatus(unit, { feeds }));
    const lines = linesOf(formatStatus(status({ units, stuck: true }), terminal(), now));
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toMatch(/… and 1[01] more/);
    expect(lines.at(-1)).toBe('Stuck: 12 halted files.');
  });
});

describe('the table of events', () => {
  test('a wide terminal has room for dates and rows', () => {
    const output = terminal(140);
    expect(formatEventHeadings(output) + formatEvents([event(42)], output)).toBe(
      '    id  time (UTC)           type              file                                         ' +
        '      rows      ms  changes\n' +
        '    42  2026-03-03 08:07:02  file_complete     ecommerce_629113_20260303080700_001.jsonl    ' +
        '     1,204     420  +944 ~12 -3 !4 =241\n',
    );
  });

  test('tells what an event took the place of, when it was marked, who asked for a replay and who edited what', () => {
    const told = (parts: Parameters<typeof event>[1]) =>
      linesOf(formatEvents([event(45, parts)], terminal(140)))
        .slice(1)
        .join(' ')
        .trim();
    expect(told({ replacesEvent: '42' })).toBe('in place of event 42');
    expect(told({ replayDate: '2026-03-03T09:00:00.000Z' })).toBe('marked for replay 2026-03-03 09:00:00');
    expect(told({ eventType: 'file_start', replayDate: '2026-03-03T09:00:00.000Z' })).toBe('');
    const metadata = { by: 'ann', reason: 'a bad export', from: 42, without: [] };
    expect(told({ eventType: 'replay_requested', sourceFile: null, metadata })).toBe(
      'a bad export (ann); from event 42 on',
    );
    const changes = [
      { field: 'launch_date', from: '2026-06-05', to: null },
      { field: 'stage_1_brief_due', from: null, to: '2026-01-05' },
    ];
    const edited = { entity: 'dev_group', id: 'rec1', by: 'ann', changes };
    expect(told({ eventType: 'edited', sourceFile: null, metadata: edited })).toBe(
      'dev_group rec1: launch_date 2026-06-05 → empty, stage_1_brief_due empty → 2026-01-05 (ann)',
    );
  });

  test('tells what a full file corrected, and that one corrected nothing', () => {
    const below = (corrected: Record<string, number>) =>
      linesOf(formatEvents([event(45, { metadata: { corrected } })], terminal(140)))[1]?.trim();
    expect(below({ missed: 1_204, held_otherwise: 1, kept_wrongly: 0 })).toBe(
      'put right: 1,204 records were missing, 1 record was held otherwise',
    );
    expect(below({ kept_wrongly: 3 })).toBe('put right: 3 records were kept wrongly');
    expect(below({ missed: 0, held_otherwise: 0 })).toBe('nothing had to be put right');
  });

  test('a narrow one never gets a longer line, and errors stand below', () => {
    const errorMessage = 'Too many of its lines are bad. '.repeat(8).trim();
    const output = terminal(80);
    const text = formatEvents([event(42, { eventType: 'file_error', errorMessage })], output);
    const lines = linesOf(text);
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(1).every((line) => line.startsWith('        '))).toBe(true);
  });
});

describe('progress', () => {
  test('a terminal shows a bar with rows and MB/s on one line, and clears it', () => {
    const output = terminal();
    const progress = showProgress('bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl', output);
    progress.show({ phase: 'loading', rows: 31_000, bytes: 50e6, totalBytes: 100e6, seconds: 2 });
    progress.clear();
    const [, line, rest] = output.written.split('\r\u001b[2K');
    expect(line).toMatch(/^….*\.jsonl {2}\[#{10}\.{10}\] {2}50 % {2}31,000 rows {2}25 MB\/s$/);
    expect(line!.length).toBeLessThan(80);
    expect(rest).toBe('');
  });

  test('elsewhere it is a plain line for each new phase that takes its time', () => {
    const output = { ...terminal(), isTerminal: false };
    const written: string[] = [];
    output.write = (text) => void written.push(text);
    const progress = showProgress('x.jsonl', output);
    progress.show({ phase: 'uploading', bytes: 0, totalBytes: 10, seconds: 0 });
    progress.show({ phase: 'waiting', reason: 'waits for its turn', seconds: 1 });
    progress.show({ phase: 'waiting', reason: 'waits for part 1', seconds: 2 });
    progress.show({ phase: 'waiting', reason: 'waits for part 1', seconds: 3 });
    progress.show({ phase: 'loading', rows: 1, bytes: 1, totalBytes: 10, seconds: 4 });
    progress.show({ phase: 'loading', rows: 2, bytes: 2, totalBytes: 10, seconds: 5 });
    progress.clear();
    expect(written).toEqual(['x.jsonl: waits for part 1\n', 'x.jsonl: loading\n']);
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [3_479_243, '3.5 MB'],
  [14_000_000, '14 MB'],
  [5e15, '5000 TB'],
])('%d bytes are shown as %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});

test('counts are grouped', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});

test('nothing printable steers a terminal: escapes, bells, and marks that turn the text around', () => {
  expect(printable('a\u001b[31m\u0007\u202eé漢\n')).toBe('a\\x1b[31m\\x07\\u{202e}é漢\\x0a');
});

function halted(haltedFile: string) {
  return {
    file: haltedFile,
    code: 'too-many-rejects',
    message: '30 of its 40 lines are bad. Nothing of it was loaded.',
    since: '2026-03-03T08:00:00.000Z',
    event: '40',
  };
}
