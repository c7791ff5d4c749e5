import { ChangeResponse } from '#core/operate/responses.ts';
import { confirm } from '../confirm.ts';
import { withStack, type Stack } from '../connect-stack.ts';
import { misuse } from '../failure.ts';
import { findUnit } from '../find-unit.ts';
import { followChange } from '../follow-change.ts';
import { followLoad } from '../follow-load.ts';
import { formatSkipPlan, formatSkipped, formatUnskipPlan } from '../present/change-plan.ts';
import { jsonLine } from '../present/json-line.ts';
import { showProgress } from '../present/progress.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import { startWatch } from '../start-watch.ts';
import type { VerbHost } from '../verb.ts';

type SkipOptions = CommonOptions & { bu?: string; reason?: string; undo?: true; yes?: true };

const examples = `
FILE is a key, an s3:// URI or the id of an event. A file that is in force is taken out: the state becomes what the other
files say, and what that deletes is shown first. It stays out until a newer version of its key lands, or until --undo;
then it comes back at its place and is followed until it is applied.
Exit code: 0 when it is left out, or with --undo applied; 1 when not.

Examples:
  $ millrace skip 42 --bu bak --reason 'sent again as ecommerce_20260304080000'
  $ millrace skip 42 --bu bak --undo`;

export function addSkipVerb({ program, session, finish }: VerbHost): void {
  program
    .command('skip')
    .summary('leave a file out, so that the files behind it go on')
    .description('Shows what leaving a file out means, asks, and leaves it out.')
    .argument('<file>', 'a file that is halted, waits or is in force')
    .option('--bu <unit>', 'the business unit')
    .option('--reason <text>', 'why, for whoever reads the events later')
    .option('--undo', 'take it back: the file waits for its turn again')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (file: string, _, command) => {
      const options: SkipOptions = command.optsWithGlobals();
      finish(await (options.undo ? unskip : skip)(session, file, options));
    });
}

async function skip(session: Session, file: string, options: SkipOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const { reason } = options;
  if (!reason?.trim()) {
    throw misuse('no-reason', 'Why is it left out?', "Say it with --reason '…': the event keeps it.");
  }
  return await withStack<ExitCode>(session, options, async (stack) => {
    const ask = { verb: 'skip', unit, file, reason, by: session.user } as const;
    const planned = await stack.ask({ ...ask, dryRun: true }, ChangeResponse);
    const plan = formatSkipPlan(planned, session.err);
    await confirm(session, stack, { plan, question: 'Leave it out?' }, options);
    const { event } = planned.standing;
    const done = await stack.ask({ ...ask, file: event, dryRun: false }, ChangeResponse);
    const isOut = !planned.standing.inForce || (await followLeaving(stack, session, unit, done));
    const shown = options.json ? jsonLine(done) : formatSkipped(done, unit, isOut);
    session.out.write(shown);
    return isOut ? 0 : 1;
  });
}

/** Waits until a file that was in force is taken out; false when a replay that stopped keeps it from being. */
async function followLeaving(
  stack: Stack,
  session: Session,
  unit: string,
  { standing: { file: key, versionId, sizeBytes } }: ChangeResponse,
): Promise<boolean> {
  const progress = showProgress(key, session.err);
  const followed = followLoad(stack, unit, { key, versionId, sizeBytes }, startWatch(), progress.show);
  return (await followed.finally(progress.clear)).state === 'skipped';
}

async function unskip(session: Session, file: string, options: SkipOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack(session, options, async (stack) => {
    const ask = { verb: 'unskip', unit, file, by: session.user } as const;
    const { standing } = await stack.ask({ ...ask, dryRun: true }, ChangeResponse);
    const plan = formatUnskipPlan(standing, session.err);
    await confirm(session, stack, { plan, question: 'Take it back?' }, options);
    await stack.ask({ ...ask, file: standing.event, dryRun: false }, ChangeResponse);
    return followChange(stack, session, { unit, standing, ...options });
  });
}
