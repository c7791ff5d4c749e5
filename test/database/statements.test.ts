import { globSync, readFileSync } from 'node:fs';
import { parse } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import createLineTraits from '#database/drift/create-line-traits.sql' with { type: 'text' };
import createIdsSince from '#database/export/causes/create-ids-since.sql' with { type: 'text' };
import createChangeSet from '#database/load-ledger/create-change-set.sql' with { type: 'text' };
import viewChanges from '#database/load-ledger/view-changes.sql' with { type: 'text' };
import collectChanges from '#database/plan/collect-changes.sql' with { type: 'text' };
import createPlannedFile from '#database/plan/create-planned-file.sql' with { type: 'text' };
import createPlannedLines from '#database/plan/create-planned-lines.sql' with { type: 'text' };
import createPlannedRejects from '#database/plan/create-planned-rejects.sql' with { type: 'text' };
import renamePlannedLines from '#database/plan/rename-planned-lines.sql' with { type: 'text' };
import renamePlannedRejects from '#database/plan/rename-planned-rejects.sql' with { type: 'text' };
import createPastLoads from '#database/export/snapshot/create-past-loads.sql' with { type: 'text' };
import createRecordSteps from '#database/records/create-record-steps.sql' with { type: 'text' };
import createRunWords from '#database/records/create-run-words.sql' with { type: 'text' };
import createClosings from '#database/switch-loads/create-closings.sql' with { type: 'text' };
import createCountedLoads from '#database/switch-loads/create-counted-loads.sql' with { type: 'text' };
import createFoldSteps from '#database/switch-loads/create-fold-steps.sql' with { type: 'text' };
import createStateChanges from '#database/switch-loads/create-state-changes.sql' with { type: 'text' };
import createTouchedIds from '#database/switch-loads/create-touched-ids.sql' with { type: 'text' };
import { parseStatement } from '../support/parse-statement.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

const files = globSync('layers/**/*.sql').toSorted();
const statements = files.map((file) => [file, readFileSync(file, 'utf8')] as const);

/** What others read within one transaction, in the order in which it is made. */
const temporaryTables: [text: string, values: unknown[]][] = [
  [createChangeSet, [0, 'products', []]],
  [viewChanges, []],
  [createCountedLoads, ['products', [], []]],
  [createClosings, [[]]],
  [createTouchedIds, ['products', [], [], false]],
  [createFoldSteps, ['products', 0]],
  [createStateChanges, ['products']],
  [createIdsSince, [[], 0]],
  [createPlannedLines, []],
  [renamePlannedLines, []],
  [createPlannedRejects, []],
  [renamePlannedRejects, []],
  [createPlannedFile, Array.from({ length: 9 }, () => null)],
  [collectChanges, ['products']],
  [createRunWords, ['products']],
  [createRecordSteps, ['products', '1', null]],
  [createPastLoads, []],
  [createLineTraits, [0, 'products', false, {}]],
];

test('statements were found', () => {
  expect(files.length).toBeGreaterThan(50);
});

/** Where the names of a statement are looked up: those of the API, and of sums, belong to the one unit that has them. */
function schemaOf(file: string): string {
  return /^layers\/catalog\/(endpoints|rollups)\//.test(file) ? 'athena' : 'inriver_bak';
}

describe.each(statements)('%s', (file, text) => {
  test('says in its header what it does and what its parameters are', () => {
    const header = /^(?:--.*\n)+/.exec(text)?.[0] ?? '';
    expect(header).not.toBe('');
    expect(parametersOf(header)).toEqual(parametersOf(text.slice(header.length)));
  });

  test('is understood by a freshly migrated database', async () => {
    const { administrator } = database;
    await administrator.query(`begin; set local search_path to ${schemaOf(file)}, pg_temp`);
    try {
      for (const [table, values] of temporaryTables) await administrator.query(table, values);
      for (const statement of await splitStatements(text)) {
        await expect(parseStatement(administrator, statement)).resolves.toBeUndefined();
      }
    } finally {
      await administrator.query('rollback');
    }
  });
});

test('a statement that is wrong is found out', async () => {
  await expect(parseStatement(database.administrator, 'select x from inriver_bak.lease')).rejects.toThrow(
    'column "x" does not exist',
  );
});

function parametersOf(text: string): string[] {
  return [...new Set(text.match(/\$\d+/g))].toSorted();
}

/** The statements of a text, found with PostgreSQL's own grammar; the protocol takes one at a time. */
async function splitStatements(text: string): Promise<string[]> {
  const { stmts } = (await parse(text)) as { stmts: { stmt_location?: number; stmt_len?: number }[] };
  return stmts.map(({ stmt_location: from = 0, stmt_len: length }) =>
    Buffer.from(text)
      .subarray(from, length === undefined ? undefined : from + length)
      .toString(),
  );
}
