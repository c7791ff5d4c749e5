import type { ExportOutcome } from '#core/export/export-request.ts';
import { ExportsResponse } from '#core/operate/export-responses.ts';
import { confirmWhereItCounts, type ConfirmOptions, type Proposal } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { misuse } from '../failure.ts';
import { findUnit } from '../find-unit.ts';
import { invokeExport } from '../invoke-export.ts';
import { parseCount } from '../parse-count.ts';
import { formatExport } from '../present/export-result.ts';
import { formatExportRuns } from '../present/export-runs.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatCountOf } from '../present/quantities.ts';
import { showRunning } from '../present/running.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';
import { addExportDiff } from './export-diff.ts';
import { addExportParity } from './export-parity.ts';

type RunOptions = ConfirmOptions & {
  bu?: string;
  asOf?: string;
  configurationOf?: number;
  changedOnly?: number;
  accept?: true;
};
type ListOptions = CommonOptions & { bu?: string; limit?: number };

const runExamples = `
Every CSV comes from the same moment. The set is published when all of it is written and its checks hold; until then,
and if the run ends anywhere before, readers see the run before. With --as-of or --configuration-of the files are
written beside the others and what is published stays.
Exit code: 0 when the files are published (or written, as of the past), 1 when not.

Examples:
  $ millrace export run --bu bak
  $ millrace export run --bu bak --accept                    publish although a check fails or a feed is late
  $ millrace export run --bu bak --as-of 42 --configuration-of 7
  $ millrace export run --bu bak --changed-only 41           beside it what differs since run 41
  $ millrace export run --bu bak --json | jq '.manifest.files[] | {name, rows}'`;

export function addExportVerb(host: VerbHost): void {
  const { program, session, finish } = host;
  const verb = program
    .command('export')
    .summary('the full CSVs: write, list, compare them')
    .description(
      'Writes the full CSVs of a unit as its configuration says, and tells what was written when.',
    );
  verb
    .command('run')
    .description('Writes all CSVs of a unit now, and publishes them.')
    .option('--bu <unit>', 'the business unit')
    .option('--accept', 'publish although a check fails or a feed is late')
    .option('--as-of <event>', 'what was there when this event was the newest')
    .option('--configuration-of <run>', 'the configuration that this run used', parseCount(1_000_000_000))
    .option(
      '--changed-only <run>',
      'write, beside the full set, what differs since this run',
      parseCount(1_000_000_000),
    )
    .option('--yes', 'do not ask, on AWS')
    .addHelpText('after', runExamples)
    .action(async (_, command) => finish(await run(session, command.optsWithGlobals())));
  verb
    .command('list')
    .description('Lists the runs of a unit, newest first.')
    .option('--bu <unit>', 'the business unit')
    .option('--limit <count>', 'how many', parseCount(1000))
    .action(async (_, command) => finish(await list(session, command.optsWithGlobals())));
  addExportDiff(verb, host);
  addExportParity(verb, host);
}

async function run(session: Session, options: RunOptions): Promise<ExitCode> {
  const { asOf, configurationOf, changedOnly: changedSince, accept = false } = options;
  const { name: unit, exports: settings } = findUnit(options.bu);
  if (settings === null) throw misuse('no-exports', `${unit} publishes no CSVs.`);
  return await withStack<ExitCode>(session, options, async (stack) => {
    await confirmWhereItCounts(session, stack, propose(unit, options), options);
    const progress = showRunning(session.err);
    const outcome = await invokeExport(stack, unit, { asOf, configurationOf, changedSince, accept }, (seen) =>
      progress.show(`${formatCountOf(seen.files, 'CSV')} written, ${formatCountOf(seen.rows, 'row')}`),
    ).finally(progress.clear);
    const { exportsBucket: bucket } = await stack.findBuckets();
    const place = { unit, bucket, delivery: settings.delivery };
    session.out.write(options.json ? jsonLine(outcome) : formatExport(outcome, place, session.out));
    return isWritten(outcome) ? 0 : 1;
  });
}

function propose(unit: string, { asOf, configurationOf, accept }: RunOptions): Proposal {
  const isOfThePast = asOf !== undefined || configurationOf !== undefined;
  const checks = accept ? ', although a check fails or a feed is late' : '';
  const end = isOfThePast ? 'written beside the others' : `written and published${checks}`;
  return { plan: `${unit}: all CSVs are ${end}.\n`, question: 'Export them?' };
}

function isWritten({ outcome }: ExportOutcome): boolean {
  return outcome === 'published' || outcome === 'written';
}

async function list(session: Session, options: ListOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const { runs } = await stack.ask({ verb: 'exports', unit, limit: options.limit ?? 20 }, ExportsResponse);
    session.out.write(options.json ? jsonLine({ runs }) : formatExportRuns(runs, unit, session.out));
    return 0;
  });
}
