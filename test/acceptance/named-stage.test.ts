import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { millrace, millraceOnStage, useStack, type CommandResult, type RunningStack } from './stack.ts';

let stack: RunningStack;
beforeAll(async () => {
  stack = await useStack();
});
afterAll(() => stack?.stop());

function product(id: number, attributes: Record<string, unknown>): string {
  return `${JSON.stringify({ EntityId: id, EntityTypeId: 'Product', Attributes: attributes })}\n`;
}

/** Many commands, each a process of its own. */
const patientMs = 120_000;

describe('a stage that is named, not addressed', { timeout: patientMs }, () => {
  const local = mkdtempSync(join(tmpdir(), 'millrace-stage-'));
  const [good, halting] = ['0801', '0802'].map(
    (time) => `ecm/PRODUCT/2026/03/ecommerce_20260303${time}00_001.jsonl`,
  ) as [string, string];
  afterAll(() => rmSync(local, { recursive: true }));

  const saysWhere = (stderr: string): boolean =>
    stderr.startsWith(`${stack.endpoints.stage} in 000000000000 us-east-1\n`);
  const onStage = (...words: string[]): Promise<CommandResult> =>
    millraceOnStage(stack, ...words, '--bu', 'ecm');
  const load = (key: string, text: string): Promise<CommandResult> => {
    const path = join(local, 'file.jsonl');
    writeFileSync(path, text);
    return onStage('load', path, '--as', key, '--yes');
  };

  test('takes files, plans them, and says where it is', async () => {
    const path = join(local, 'file.jsonl');
    const lines = product(1, { Name: 'one' }) + product(2, { Name: 'two' }) + 'no JSON\n';
    writeFileSync(path, lines);
    const planned = await onStage('plan', path, '--as', good, '--json');
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(planned.stdout)).toMatchObject({ counts: { inserted: 2 }, lines: { rejected: 1 } });
    const loaded = await load(good, lines);
    expect([loaded.exitCode, saysWhere(loaded.stderr)]).toEqual([0, true]);
    expect(loaded.stdout).toContain('2 inserted, 0 updated, 0 unchanged, 0 deleted, 1 rejected');
    expect(loaded.stdout).toContain(`npx millrace --stage ${stack.endpoints.stage} rejects --bu ecm --file`);
  });

  test('clears what is halted, and changes the past', async () => {
    const halted = await load(halting, 'no JSON\n'.repeat(30));
    expect(halted).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('halted') });
    expect((await onStage('status')).exitCode).toBe(1);
    const resumed = await onStage('resume', '--yes');
    expect(resumed.exitCode).toBe(1);
    expect(saysWhere(resumed.stderr)).toBe(true);
    const skipped = await onStage('skip', halting, '--reason', 'a test', '--yes');
    expect([skipped.exitCode, saysWhere(skipped.stderr)]).toEqual([0, true]);
    const replayed = await onStage('replay', '--from', good, '--reason', 'a test', '--yes', '--json');
    expect(replayed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(replayed.stdout)).toMatchObject({ feeds: [{ feed: 'products', files: 1 }] });
    const reconciled = await onStage('reconcile', '--yes');
    expect([reconciled.exitCode, saysWhere(reconciled.stderr)]).toEqual([0, true]);
    expect((await onStage('status')).exitCode).toBe(0);
  });

  test('writes the CSVs, and reads those of two runs', async () => {
    const imported = await onStage('config', 'import', '--default', '--yes', '--json');
    expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
    const runs: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const published = await onStage('export', 'run', '--yes', '--json');
      expect(published).toMatchObject({ exitCode: 0, stderr: '' });
      const { manifest } = JSON.parse(published.stdout) as { manifest: { run: number } };
      runs.push(`${manifest.run}`);
    }
    const compared = await onStage('export', 'diff', ...runs);
    expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
    expect(compared.stdout).toContain('no CSV differs');
  });

  test.each([
    'events --json',
    `rejects --file ${good}`,
    'show 1',
    'history 1',
    'drift',
    'config check',
    'export list --json',
  ])('answers `%s` as the same stack does by its addresses', async (line) => {
    const words = line.split(' ');
    const byAddress = await millrace(stack, ...words, '--bu', 'ecm');
    const byName = await onStage(...words);
    const named = `npx millrace --stage ${stack.endpoints.stage} `;
    expect(byName.stdout.replaceAll(named, 'npx millrace ')).toBe(byAddress.stdout);
    expect(byName).toMatchObject({ exitCode: byAddress.exitCode, stderr: '' });
    expect(byName.stdout).not.toBe('');
  });

  test('is verified, and migrated', async () => {
    const verified = await onStage('verify', '--feed', 'products', '--json');
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(verified.stdout)).toMatchObject({ feeds: [{ records: 2, different: 0 }] });
    const migrated = await millraceOnStage(stack, 'migrate', '--yes');
    expect([migrated.exitCode, saysWhere(migrated.stderr)]).toEqual([0, true]);
    expect(migrated.stdout).toContain('nothing was to be done');
  });

  test('is named when there is none of that name', async () => {
    const elsewhere = { ...stack, endpoints: { ...stack.endpoints, stage: 'nowhere' } };
    const ended = await millraceOnStage(elsewhere, 'status');
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('There is no stage "nowhere" in us-east-1');
  });
});
