import { ReplayResponse } from '#core/operate/responses.ts';
import { confirm } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { misuse } from '../failure.ts';
import { findUnit } from '../find-unit.ts';
import { followReplay } from '../follow-replay.ts';
import { jsonLine } from '../present/json-line.ts';
import { showProgress } from '../present/progress.ts';
import { formatReplayPlan } from '../present/replay-plan.ts';
import { formatReplayResult } from '../present/replay-result.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type ReplayOptions = CommonOptions & {
  bu?: string;
  from?: string;
  reason?: string;
  without?: string[];
  dryRun?: true;
  yes?: true;
};

const examples = `
EVENT is the id of any event; a key or an s3:// URI stands for the event that put that file in force. Every file in
force from there on is staged again, in its newest version, and then all of them count at once; until then nothing has
changed. It concerns every feed with an event from there on. --without leaves a file out, as \`millrace skip\` does.
The same as: update file_processing_events set replay_date = now() where id >= EVENT
Exit code: 0 when it is done, 1 when a file stops it or there is nothing to replay.

Examples:
  $ millrace replay --bu bak --from 42 --dry-run
  $ millrace replay --bu bak --from 42 --reason 'the file was sent again, mended'
  $ millrace replay --bu bak --from 42 --without 42 --reason 'a test export' --yes`;

export function addReplayVerb({ program, session, finish }: VerbHost): void {
  program
    .command('replay')
    .summary('apply files again from an event on, exactly')
    .description('Shows what a replay from an event on would do, asks, and follows it until it is done.')
    .option('--bu <unit>', 'the business unit')
    .option('--from <event>', 'where it begins: an event, or a file in force')
    .option('--without <file...>', 'leave files out: a key, an s3:// URI or the id of an event each')
    .option('--reason <text>', 'why, for whoever reads the events later')
    .option('--dry-run', 'only show what it would do')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await replay(session, command.optsWithGlobals())));
}

async function replay(session: Session, options: ReplayOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const { from, without = [], reason, dryRun } = options;
  if (!from)
    throw misuse('no-start', 'From where on?', 'Say it with --from EVENT, or the file it begins at.');
  if (!dryRun && !reason?.trim()) {
    throw misuse('no-reason', 'Why is it replayed?', "Say it with --reason '…': the event keeps it.");
  }
  const ask = { verb: 'replay', unit, without, by: session.user } as const;
  return await withStack<ExitCode>(session, options, async (stack) => {
    const planned = await stack.ask({ ...ask, from, dryRun: true }, ReplayResponse);
    if (dryRun) {
      session.out.write(options.json ? jsonLine(planned) : formatReplayPlan(planned, unit, session.out));
      return 0;
    }
    const plan = formatReplayPlan(planned, unit, session.err);
    await confirm(session, stack, { plan, question: 'Replay them?' }, options);
    // The event, so that it begins where was shown.
    const wanted = { ...ask, from: planned.from.event, reason, dryRun: false };
    const begun = await stack.ask(wanted, ReplayResponse);
    const progress = showProgress(`replay of ${unit}`, session.err);
    const result = await followReplay(stack, unit, begun, progress.show).finally(progress.clear);
    session.out.write(options.json ? jsonLine(result) : formatReplayResult(result, session.out));
    return result.feeds.every(({ halted }) => halted === null) ? 0 : 1;
  });
}
