import { resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { Command } from 'commander';
import { compareSets, type FileComparison } from '#core/export/compare/compare-sets.ts';
import { setOfRun } from '#core/export/compare/run-set.ts';
import { exportKeys, Latest, type Manifest } from '#core/export/manifest.ts';
import { readManifest } from '#core/export/write-changes.ts';
import { withStack } from '../connect-stack.ts';
import { Failure, misuse } from '../failure.ts';
import { openLegacyFolder } from '../files/legacy-folder.ts';
import { findUnit } from '../find-unit.ts';
import { withExports, type ExportsReader } from '../open-exports.ts';
import { parseCount } from '../parse-count.ts';
import { formatParity, isAtParity, summarizeParity } from '../present/export-parity.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type ParityOptions = CommonOptions & {
  bu?: string;
  against?: string;
  run?: number;
  csv?: string;
  encoding?: string;
};

/** Rows that are shown of a CSV. */
const sampleSize = 5;

const examples = `
Values are compared by the names of their columns, rows by the key columns of the CSV. What does not count: the order of
rows and columns, quotes, line ends, a byte order mark, the delimiter (comma, semicolon, tab or |), and whether a missing
value is written as an empty text. The last line sums it up, for a mail.
Exit code: 0 at full parity, 1 when anything differs.

Examples:
  $ millrace export parity --against /mnt/heiler/night --bu bak
  $ millrace export parity --against legacy --bu bak --run 42 --csv items.csv
  $ millrace export parity --against legacy --bu bak --encoding windows-1252 | tail -1
  $ millrace export parity --against legacy --bu bak --json | jq -r .summary`;

export function addExportParity(verb: Command, { session, finish }: VerbHost): void {
  verb
    .command('parity')
    .description('Compares the CSVs of a run with those of the system before.')
    .requiredOption('--against <folder>', 'where the CSVs of the system before are')
    .option('--bu <unit>', 'the business unit')
    .option('--run <run>', 'a run (default: the latest that is published)', parseCount(1_000_000_000))
    .option('--csv <name>', 'only this CSV')
    .option('--encoding <name>', 'how the files in the folder are encoded', 'utf-8')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await parity(session, command.optsWithGlobals())));
}

async function parity(session: Session, options: ParityOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const { against = '' } = options;
  const encoding = readEncoding(options.encoding ?? 'utf-8');
  return await withStack<ExitCode>(session, options, (stack) =>
    withExports<ExitCode>(stack, async (bucket) => {
      const { withScratchFolder } = await import('#platform/scratch-folder.ts');
      const manifest = await readManifest(bucket, unit, options.run ?? (await findLatest(bucket, unit)));
      const fileOf = (name: string) => manifest.files.find((file) => file.name === name);
      const names = manifest.files.map(({ name }) => name);
      const folder = resolve(session.cwd, against);
      const theirs = await openLegacyFolder(folder, encoding, names, (name) => fileOf(name)?.nullText ?? '');
      const files: FileComparison[] = [];
      await withScratchFolder(async (scratch) => {
        const compared = compareSets(theirs, setOfRun(bucket, manifest, true), {
          only: options.csv ?? null,
          keyColumnsOf: (name) => fileOf(name)?.keyColumns ?? [],
          ...{ scratch, sampleSize },
        });
        for await (const file of compared) files.push(file);
      });
      report(session, options, manifest, files);
      return isAtParity(files) ? 0 : 1;
    }),
  );
}

function report(
  session: Session,
  { json, against = '' }: ParityOptions,
  { unit, run }: Manifest,
  files: readonly FileComparison[],
): void {
  const summary = summarizeParity({ unit, run, against }, files);
  session.out.write(
    json
      ? jsonLine({ run, against, parity: isAtParity(files), summary, files })
      : formatParity(files, summary, session.out),
  );
}

async function findLatest(bucket: ExportsReader, unit: string): Promise<number> {
  const found = await bucket.readJson(exportKeys.latest(unit));
  if (found) return Latest.parse(found.value).run;
  throw new Failure('no-run', `${unit} has published nothing yet.`, `npx millrace export run --bu ${unit}`);
}

function readEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw misuse(
      'unknown-encoding',
      `There is no encoding "${name}".`,
      'Such as utf-8, windows-1252, utf-16le.',
    );
  }
}
