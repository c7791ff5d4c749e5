import { Command } from 'commander';
import type { RowDifference } from '#core/export/compare/compare-csv.ts';
import { compareSets, type FileComparison } from '#core/export/compare/compare-sets.ts';
import { setOfRun } from '#core/export/compare/run-set.ts';
import type { Manifest } from '#core/export/manifest.ts';
import { readManifest } from '#core/export/write-changes.ts';
import { askCauses, type ComparedRuns, type ExplainedDifference } from '../ask-causes.ts';
import { withStack, type Stack } from '../connect-stack.ts';
import { misuse } from '../failure.ts';
import { findUnit } from '../find-unit.ts';
import { withExports } from '../open-exports.ts';
import { parseCount } from '../parse-count.ts';
import { formatCompared, formatDifferences, formatFileComparison } from '../present/export-diff.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type DiffOptions = CommonOptions & { bu?: string; csv?: string; all?: true };

/** Rows that are shown of a CSV without --all, and explained at a time with it. */
const sampleSize = 10;
const explainedTogether = 100;

const examples = `
Rows are paired by the key columns of their CSV; without any, a row is what all its cells say. Of a cell that differs, or
a row that came or went, it says which line of which file changed it, or which row of the configuration.
With --json --all every difference is a line of its own, and the summary the last line.
Exit code: 0 when they were compared.

Examples:
  $ millrace export diff 41 42 --bu bak
  $ millrace export diff 41 42 --bu bak --csv items.csv --all
  $ millrace export diff 41 42 --bu bak --json | jq '.files[] | {name, added, removed, changed}'`;

export function addExportDiff(verb: Command, { session, finish }: VerbHost): void {
  verb
    .command('diff')
    .description('Compares the CSVs of two runs, and says what made them differ.')
    .argument('<run>', 'the earlier one', parseCount(1_000_000_000))
    .argument('<other>', 'the later one', parseCount(1_000_000_000))
    .option('--bu <unit>', 'the business unit')
    .option('--csv <name>', 'only this CSV')
    .option('--all', 'show every row that differs')
    .addHelpText('after', examples)
    .action(async (before: number, after: number, _, command) =>
      finish(await diff(session, before, after, command.optsWithGlobals())),
    );
}

async function diff(
  session: Session,
  before: number,
  after: number,
  options: DiffOptions,
): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  if (before === after) throw misuse('one-run', 'A run does not differ from itself: name two.');
  const runs = { unit, before, after };
  return await withStack<ExitCode>(session, options, (stack) =>
    withExports<ExitCode>(stack, async (bucket) => {
      const { withScratchFolder } = await import('#platform/scratch-folder.ts');
      const old = await readManifest(bucket, unit, before);
      const young = await readManifest(bucket, unit, after);
      const files: (Omit<FileComparison, 'sample'> & { differences: ExplainedDifference[] })[] = [];
      await withScratchFolder(async (scratch) => {
        const listing = listAll(session, stack, runs, options);
        const comparisons = compareSets(setOfRun(bucket, old, false), setOfRun(bucket, young, false), {
          only: options.csv ?? null,
          keyColumnsOf: (name) => keyColumnsIn(young, name),
          ...{ scratch, sampleSize: options.all ? 0 : sampleSize },
          ...(options.all && { onDifference: listing.take }),
        });
        for await (const file of comparisons) {
          await listing.end(file);
          const { sample, ...compared } = file;
          const differences = await askCauses(stack, runs, file.name, file.key ?? file.shared, sample);
          files.push({ ...compared, differences });
          if (!options.json)
            session.out.write(formatFileComparison(file, differences, options.all === true, session.out));
        }
      });
      session.out.write(
        options.json
          ? jsonLine({ before, after, files })
          : formatCompared(runs, old, young, files, session.out),
      );
      return 0;
    }),
  );
}

/** With --all: writes differences as they are found, explained some at a time. */
function listAll(session: Session, stack: Stack, runs: ComparedRuns, { json, all }: DiffOptions) {
  let held: RowDifference[] = [];
  const write = async (csv: string, keyColumns: readonly string[]): Promise<void> => {
    const explained = await askCauses(stack, runs, csv, keyColumns, held);
    held = [];
    session.out.write(
      json
        ? explained.map((difference) => jsonLine({ csv, ...difference })).join('')
        : formatDifferences(explained, session.out),
    );
  };
  return {
    take: async (csv: string, difference: RowDifference, keyColumns: readonly string[]): Promise<void> => {
      held.push(difference);
      if (held.length >= explainedTogether) await write(csv, keyColumns);
    },
    end: async ({ name, key, shared }: FileComparison): Promise<void> => {
      if (all && held.length > 0) await write(name, key ?? shared);
    },
  };
}

function keyColumnsIn({ files }: Manifest, name: string): readonly string[] {
  return files.find((file) => file.name === name)?.keyColumns ?? [];
}
