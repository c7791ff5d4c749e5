import { Command, CommanderError } from 'commander';
import { explainError } from './explain-error.ts';
import type { Failure } from './failure.ts';
import { colour } from './present/colour.ts';
import { nameStageInHints } from './name-stage-in-hints.ts';
import type { ExitCode, Session } from './session.ts';
import type { VerbHost } from './verb.ts';
import { addConfigVerb } from './verbs/config.ts';
import { addDriftVerb } from './verbs/drift.ts';
import { addEventsVerb } from './verbs/events.ts';
import { addExportVerb } from './verbs/export.ts';
import { addHistoryVerb } from './verbs/history.ts';
import { addLoadVerb } from './verbs/load.ts';
import { addLogsVerb } from './verbs/logs.ts';
import { addMigrateVerb } from './verbs/migrate.ts';
import { addPlanVerb } from './verbs/plan.ts';
import { addReconcileVerb } from './verbs/reconcile.ts';
import { addRejectsVerb } from './verbs/rejects.ts';
import { addReplayVerb } from './verbs/replay.ts';
import { addResumeVerb } from './verbs/resume.ts';
import { addShowVerb } from './verbs/show.ts';
import { addSkipVerb } from './verbs/skip.ts';
import { addStatusVerb } from './verbs/status.ts';
import { addTokenVerb } from './verbs/token.ts';
import { addVerifyVerb } from './verbs/verify.ts';

const examples = `
Examples:
  $ millrace status                                   what is loaded, what waits, what is stuck
  $ millrace status --stage prod                      the same of a stage on AWS
  $ millrace plan ecommerce_20260303080700.jsonl --bu bak    what it would do
  $ millrace load ecommerce_20260303080700.jsonl --bu bak
  $ millrace events --bu bak --follow
  $ millrace rejects --bu bak --save bad-lines.jsonl
  $ millrace show 104231 --bu bak                     one record, and where its values came from
  $ millrace export run --bu bak                      write the full CSVs now
  $ millrace resume --bu bak                          try the halted file again
  $ millrace replay --bu bak --from 42 --reason WHY   apply the files from event 42 on again

\`millrace <verb> --help\` says more about each.`;

/** Runs one command line and says how it ended. Never throws. */
export async function runCommandLine(args: readonly string[], ownSession: Session): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const session = nameStageInHints(ownSession, () => program.opts());
  const program = describeProgram(session);
  const host: VerbHost = { program, session, finish: (code) => (exitCode = code) };
  for (const add of [
    addPlanVerb,
    addLoadVerb,
    addStatusVerb,
    addEventsVerb,
    addRejectsVerb,
    addShowVerb,
    addHistoryVerb,
    addDriftVerb,
    addResumeVerb,
    addSkipVerb,
    addReplayVerb,
    addReconcileVerb,
    addVerifyVerb,
    addExportVerb,
    addConfigVerb,
    addTokenVerb,
    addLogsVerb,
    addMigrateVerb,
  ]) {
    add(host);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const failure = explainError(thrown);
    report(failure, session, program.opts()['json'] === true);
    return failure.exitCode;
  }
}

function describeProgram(session: Session): Command {
  return new Command('millrace')
    .description(
      'Drops files, follows them into the database, shows what became of them, clears what is halted, changes the past.',
    )
    .option('--json', 'write results as JSON for scripts')
    .option('--stage <name>', 'the stage to talk to, deployed on AWS (default: the stack on this machine)')
    .option('--endpoints <file>', 'the stack on this machine (default: the one that `npm start` runs)')
    .addHelpText('after', examples)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => session.out.write(text),
      writeErr: (text) => session.err.write(text),
      getOutHelpWidth: () => Math.min(session.out.columns, 100),
      getErrHelpWidth: () => Math.min(session.err.columns, 100),
    })
    .showSuggestionAfterError()
    .exitOverride();
}

function report(failure: Failure, session: Session, json: boolean): void {
  const { code, message, next } = failure;
  if (json) {
    session.err.write(`${JSON.stringify({ error: { code, message, next } })}\n`);
    return;
  }
  session.err.write(`${colour(session.err, 'red', 'millrace:')} ${message}\n`);
  if (next !== '') session.err.write(`${next}\n`);
}
