import { resolve } from 'node:path';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import { configurationLists } from '#core/export/configuration-rows.ts';
import { limits } from '#core/limits.ts';
import {
  ConfigCheckResponse,
  ConfigExportResponse,
  ConfigImportResponse,
} from '#core/operate/configuration-responses.ts';
import { confirm } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { Failure, misuse } from '../failure.ts';
import {
  defaultConfigurationFolder,
  readConfigurationFolder,
  writeConfigurationFolder,
} from '../files/configuration-folder.ts';
import { findUnit } from '../find-unit.ts';
import { changesAnything, formatDifference } from '../present/configuration-difference.ts';
import { formatCheck } from '../present/configuration-problems.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatCountOf } from '../present/quantities.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type UnitOptions = CommonOptions & { bu?: string };
type ImportOptions = UnitOptions & { default?: true; dryRun?: true; all?: true; yes?: true };

const overview = `
Examples:
  $ millrace config check --bu bak                    what keeps it from being exported
  $ millrace config export my-exports --bu bak        as four sheets, for git and spreadsheets
  $ millrace config import my-exports --bu bak        shows what that changes, asks, and does it
  $ millrace config import --default --bu bak         the 17 CSVs to begin with

docs/exports.md tells what the tables mean.`;

const checkExamples = `
Each problem names its table, its row and a code; docs/runbook.md says what to do about it. An export refuses a
configuration that has any.
Exit code: 0 when there are none, 1 when there are.

Examples:
  $ millrace config check --bu bak
  $ millrace config check --bu bak --json | jq -r '.problems[] | [.table, .row, .message] | @tsv'`;

const exportExamples = `
A sheet for each table, without ids: csv_file_config.csv, csv_template_config.csv, field_mapping.csv and
decorator_data.csv. Those that are in the folder are written over. What is exported changes nothing when it is imported.
Exit code: 0 when they are written.

Examples:
  $ millrace config export my-exports --bu bak
  $ millrace config export my-exports --bu bak && git diff my-exports`;

const importExamples = `
The tables become what the sheets say. A row goes with the one that has its names (a column with that of its CSV and
name); what a sheet does not have is removed; a table whose sheet is not in the folder stays as it is. Everything is
done at once, or nothing; and nothing when somebody changed the configuration since you saw the difference.
Exit code: 0 when the configuration is what the sheets say, 1 when not.

Examples:
  $ millrace config import my-exports --bu bak
  $ millrace config import my-exports --bu bak --dry-run --all
  $ millrace config import --default --bu bak --yes`;

export function addConfigVerb({ program, session, finish }: VerbHost): void {
  const config = program
    .command('config')
    .summary('what the exported CSVs look like: check, export, import')
    .description('Checks, exports and imports the tables that decide what the CSVs of a unit look like.')
    .addHelpText('after', overview);
  config
    .command('check')
    .description('Lists what keeps the configuration from being exported.')
    .option('--bu <unit>', 'the business unit')
    .addHelpText('after', checkExamples)
    .action(async (_, command) => finish(await checkConfiguration(session, command.optsWithGlobals())));
  config
    .command('export')
    .description('Writes the configuration as sheets into a folder.')
    .argument('<folder>', 'where to; it is made when it is not there')
    .option('--bu <unit>', 'the business unit')
    .addHelpText('after', exportExamples)
    .action(async (folder: string, _, command) =>
      finish(await exportConfiguration(session, folder, command.optsWithGlobals())),
    );
  config
    .command('import')
    .description('Shows what the sheets of a folder would change, asks, and changes it.')
    .argument('[folder]', 'where they are')
    .option('--default', 'the configuration that comes with Millrace instead of a folder')
    .option('--bu <unit>', 'the business unit')
    .option('--dry-run', 'only show what would change')
    .option('--all', 'show every row that would change')
    .option('--yes', 'do not ask')
    .addHelpText('after', importExamples)
    .action(async (folder: string | undefined, _, command) =>
      finish(await importConfiguration(session, folder, command.optsWithGlobals())),
    );
}

async function checkConfiguration(session: Session, options: UnitOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const checked = await stack.ask({ verb: 'config-check', unit }, ConfigCheckResponse);
    session.out.write(options.json ? jsonLine(checked) : formatCheck(unit, checked, session.out));
    return checked.problems.length === 0 ? 0 : 1;
  });
}

async function exportConfiguration(
  session: Session,
  folder: string,
  options: UnitOptions,
): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const { configuration, hash } = await stack.ask({ verb: 'config-export', unit }, ConfigExportResponse);
    const paths = await writeConfigurationFolder(resolve(session.cwd, folder), configuration);
    session.out.write(options.json ? jsonLine({ hash, files: paths }) : describeSheets(paths, configuration));
    return 0;
  });
}

function describeSheets(paths: readonly string[], configuration: ExportConfiguration): string {
  const lines = configurationLists.map(
    (list, index) => `${paths[index]}: ${formatCountOf(configuration[list].length, 'row')}\n`,
  );
  return lines.join('');
}

async function importConfiguration(
  session: Session,
  folder: string | undefined,
  options: ImportOptions,
): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const rows = await readConfigurationFolder(findFolder(session, folder, options));
  const ask = { verb: 'config-import', unit, rows, by: session.user } as const;
  refuseTooLarge(Buffer.byteLength(JSON.stringify(ask)));
  return await withStack<ExitCode>(session, options, async (stack) => {
    const planned = await stack.ask(ask, ConfigImportResponse);
    const plan = formatDifference(planned, { all: options.all === true }, session.out);
    if (options.dryRun || !changesAnything(planned)) {
      const nothing = changesAnything(planned) ? '' : 'Nothing would change.\n';
      session.out.write(options.json ? jsonLine(planned) : `${plan}${nothing}`);
      return 0;
    }
    await confirm(session, stack, { plan, question: 'Import it?' }, options);
    const done = await stack.ask({ ...ask, shown: planned.shown }, ConfigImportResponse);
    session.out.write(options.json ? jsonLine(done) : describeImported(unit, done));
    return 0;
  });
}

function findFolder(session: Session, folder: string | undefined, options: ImportOptions): string {
  if (options.default && folder === undefined) return defaultConfigurationFolder(session.projectRoot);
  if (folder !== undefined && !options.default) return resolve(session.cwd, folder);
  throw misuse('which-configuration', 'Which configuration?', 'Name a folder, or say --default; not both.');
}

/** @throws Failure `configuration-too-large` when no request can hold it */
function refuseTooLarge(sizeBytes: number): void {
  if (sizeBytes <= limits.configurationBytes) return;
  throw new Failure(
    'configuration-too-large',
    `The sheets come to ${Math.ceil(sizeBytes / 1_000_000)} MB, more than a request can hold.`,
    'Leave the largest out of the folder and write its table with SQL: docs/exports.md tells how.',
  );
}

function describeImported(unit: string, { event, problems }: ConfigImportResponse): string {
  const next =
    problems.length === 0 ? '' : `It cannot be exported yet: npx millrace config check --bu ${unit}\n`;
  return `Imported: event ${event}.\n${next}`;
}
