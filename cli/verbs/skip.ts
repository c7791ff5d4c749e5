import { ChangeResponse } from '#core/operate/responses.ts';
import { confirm } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { misuse } from '../failure.ts';
import { findUnit } from '../find-unit.ts';
import { followChange } from '../follow-change.ts';
import { formatSkipPlan, formatSkipped, formatUnskipPlan } from '../present/change-plan.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type SkipOptions = CommonOptions & { bu?: string; reason?: string; undo?: true; yes?: true };

const examples = `
FILE is a key, an s3:// URI or the id of an event. A file that is in force cannot be left out. It stays out until a
newer version of its key lands, or until --undo; then it is followed until it is applied.
Exit code: 0 when it is left out, or with --undo applied; 1 when not.

Examples:
  $ millrace skip 42 --bu bak --reason 'sent again as ecommerce_20260304080000'
  $ millrace skip 42 --bu bak --undo`;

export function addSkipVerb({ program, session, finish }: VerbHost): void {
  program
    .command('skip')
    .summary('leave a file out, so that the files behind it go on')
    .description('Shows what leaving a file out means, asks, and leaves it out.')
    .argument('<file>', 'a file that is halted or waits')
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
    const { standing } = await stack.ask({ ...ask, dryRun: true }, ChangeResponse);
    const plan = formatSkipPlan(standing, session.err);
    await confirm(session, { plan, question: 'Leave it out?' }, options);
    const done = await stack.ask({ ...ask, file: standing.event, dryRun: false }, ChangeResponse);
    session.out.write(options.json ? jsonLine(done) : formatSkipped(done, unit));
    return 0;
  });
}

async function unskip(session: Session, file: string, options: SkipOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack(session, options, async (stack) => {
    const ask = { verb: 'unskip', unit, file, by: session.user } as const;
    const { standing } = await stack.ask({ ...ask, dryRun: true }, ChangeResponse);
    const plan = formatUnskipPlan(standing, session.err);
    await confirm(session, { plan, question: 'Take it back?' }, options);
    await stack.ask({ ...ask, file: standing.event, dryRun: false }, ChangeResponse);
    return followChange(stack, session, { unit, standing, ...options });
  });
}
