import { confirmWhereItCounts, type ConfirmOptions, type Proposal } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { followLoad, type LoadResult } from '../follow-load.ts';
import { invokeReconcile } from '../invoke-reconcile.ts';
import { isLoaded } from '../is-loaded.ts';
import { formatBucketReport } from '../present/bucket-report.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatLoadResult } from '../present/load-result.ts';
import { showProgress } from '../present/progress.ts';
import { refuseWhereNotLive } from '../refuse-where-not-live.ts';
import type { ExitCode, Session } from '../session.ts';
import { startWatch } from '../start-watch.ts';
import type { VerbHost } from '../verb.ts';

type ReconcileOptions = ConfirmOptions & { bu?: string; dryRun?: true };

const examples = `
Every version in the bucket that the ledger does not know is registered and loaded, as if it had just landed. Every
night the schedule does the same; \`millrace verify\` compares, and changes nothing.
Exit code: 0 when the bucket has every file that the ledger has and what was found is loaded, 1 when not.

Examples:
  $ millrace reconcile --bu bak
  $ millrace reconcile --bu bak --dry-run
  $ millrace reconcile --bu bak --json | jq '.missing'`;

export function addReconcileVerb({ program, session, finish }: VerbHost): void {
  program
    .command('reconcile')
    .summary('load what no event announced, find what the bucket lacks')
    .description('Compares the whole landing bucket with the ledger of a unit, both ways.')
    .option('--bu <unit>', 'the business unit')
    .option('--dry-run', 'only report')
    .option('--yes', 'do not ask, on AWS')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await reconcile(session, command.optsWithGlobals())));
}

async function reconcile(session: Session, options: ReconcileOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const dryRun = options.dryRun ?? false;
  return await withStack<ExitCode>(session, options, async (stack) => {
    await refuseWhereNotLive(stack, unit);
    if (!dryRun) await confirmWhereItCounts(session, stack, propose(unit), options);
    const report = await invokeReconcile(stack, { unit, dryRun });
    const loaded: LoadResult[] = [];
    for (const object of dryRun ? [] : report.unregistered.first) {
      const progress = showProgress(object.key, session.err);
      const followed = followLoad(stack, unit, object, startWatch(), progress.show);
      const result = await followed.finally(progress.clear);
      loaded.push(result);
      if (!options.json) session.out.write(formatLoadResult(result, unit, session.out));
    }
    session.out.write(
      options.json ? jsonLine({ ...report, loaded }) : formatBucketReport(report, dryRun, session.out),
    );
    return report.missing.count === 0 && loaded.every(isSettled) ? 0 : 1;
  });
}

function propose(unit: string): Proposal {
  const plan = `${unit}: every version in the bucket that the ledger does not know is registered and loaded.\n`;
  return { plan, question: 'Load them?' };
}

/** What no feed recognises, and what a newer version took the place of, is done with as well. */
function isSettled(result: LoadResult): boolean {
  return isLoaded(result) || result.state === 'ignored' || result.state === 'superseded';
}
