import { afterEach, describe, expect, test } from 'vitest';
import type { DriftedFinding } from '#core/operate/drift-request.ts';
import { formatDrift } from '../../cli/present/drift.ts';
import { ok } from '../support/operate-answers.ts';
import { runMillrace, type Ended } from '../support/run-millrace.ts';
import { startStackDouble, type Operate, type StackDouble } from '../support/stack-double.ts';

let stack: StackDouble | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function run(operate: Operate, ...words: string[]): Promise<Ended> {
  stack = await startStackDouble({ operate });
  return runMillrace(['drift', ...words, '--bu', 'bak', '--endpoints', stack.endpointsFile]);
}

function finding(parts: Partial<DriftedFinding> = {}): DriftedFinding {
  return {
    ...{ feed: 'products', what: 'new-attribute', entity: 'Product', name: 'Glow', key: null },
    ...{ before: null, after: 'text', undeclared: false, records: 1204, columns: [] },
    ...{ event: '42', eventTime: '2026-03-03T08:07:02.000Z', line: 7 },
    file: 'bak/PRODUCT/2026/03/ecommerce_629113_20260303080700_001.jsonl',
    ...parts,
  };
}

const findings = [
  finding({ undeclared: true }),
  finding({ what: 'retyped-attribute', name: 'Weight', before: 'Double', records: 1 }),
  finding({ what: 'relabelled-value', name: 'Colour', key: 'red', before: 'Red', after: 'Scarlet' }),
  finding({ what: 'unknown-member', entity: 'Item', name: 'Extra\u001b', after: null }),
  finding({ feed: 'attribute_file', what: 'gone-attribute', before: 'String', after: null, line: null }),
];

const file = 'ecommerce_629113_20260303080700_001.jsonl';
const table = [
  'bak: 5 findings',
  `  DRIFT                 FIELD                 CHANGE         RECORDS  EVENT  FILE`,
  `  undeclared attribute  Product.Glow          text             1,204     42  ${file}:7`,
  `  retyped attribute     Product.Weight        Double → text        1     42  ${file}:7`,
  `  relabelled value      Product.Colour "red"  Red → Scarlet    1,204     42  ${file}:7`,
  `  unknown member        Item.Extra\\x1b                         1,204     42  ${file}:7`,
  `  gone attribute        Product.Glow          was String       1,204     42  ${file}`,
];

describe('drift', () => {
  test('lists what has drifted, with the records that have it and what brought it', async () => {
    const ended = await run(() => ok({ findings, event: null }));
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      `${[...table, '', 'Accept it: npx millrace drift --bu bak --accept'].join('\n')}\n`,
    );
    expect(stack?.requests).toEqual([{ verb: 'drift', unit: 'bak' }]);
  });

  test('says so when nothing has', async () => {
    const ended = await run(() => ok({ findings: [], event: null }));
    expect(ended).toEqual({ exitCode: 0, stdout: 'Nothing has drifted.\n', stderr: '' });
  });

  test('gives scripts all of it', async () => {
    const ended = await run(() => ok({ findings, event: null }), '--json');
    expect(JSON.parse(ended.stdout)).toEqual({ findings, event: null });
  });

  test('keeps a row on one line of the terminal', () => {
    const narrow = { write: () => undefined, isTerminal: true, colours: false, columns: 80, rows: 24 };
    const long = findings.map((each) => ({ ...each, after: 'x'.repeat(120) }));
    const lines = formatDrift({ findings: long, event: null }, 'bak', narrow).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('drift --accept', () => {
  const obliging: Operate = (request) =>
    ok({ findings, event: 'accept' in request && request.accept ? '50' : null });

  test('shows what it accepts, and accepts as much as it showed', async () => {
    const ended = await run(obliging, '--accept', '--yes');
    expect(ended).toEqual({
      exitCode: 0,
      stdout: 'accepted 5 findings, event 50\n',
      stderr: `${table.join('\n')}\n`,
    });
    expect(stack?.requests.at(-1)).toEqual({
      ...{ verb: 'drift', unit: 'bak' },
      accept: { by: expect.stringMatching(/./) as string, findings: 5 },
    });
  });

  test('accepts nothing where there is nobody to ask', async () => {
    const ended = await run(obliging, '--accept');
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(stack?.requests).toEqual([{ verb: 'drift', unit: 'bak' }]);
  });

  test('of nothing says that nothing has drifted', async () => {
    const ended = await run(() => ok({ findings: [], event: null }), '--accept');
    expect(ended).toEqual({ exitCode: 0, stdout: 'Nothing has drifted.\n', stderr: '' });
  });
});
