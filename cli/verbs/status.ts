import { StatusResponse } from '#core/operate/responses.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatStatus } from '../present/status.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type StatusOptions = CommonOptions & { bu?: string };

const examples = `
Under "data age" stands how long ago the newest file in force landed, and how old it may be (the cadence of its feed):
"26 h of 24 h, stale". With --json each feed has \`freshness\`, its durations as ISO 8601 has them: P1D, PT5H12M.
Exit code: 0 when nothing is stuck, 1 when somebody has to do something.

Examples:
  $ millrace status
  $ millrace status --bu bak
  $ millrace status --json | jq '.units[].feeds[] | select(.halted)'
  $ millrace status --json | jq '.units[].feeds[] | select(.freshness.is_stale) | .feed'`;

export function addStatusVerb({ program, session, finish }: VerbHost): void {
  program
    .command('status')
    .summary('what is loaded, what waits, what is stuck')
    .description(
      'Shows on one screen what each feed holds, when it was last loaded, what waits and what is stuck.',
    )
    .option('--bu <unit>', 'only this business unit')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await showStatus(session, command.optsWithGlobals())));
}

async function showStatus(session: Session, options: StatusOptions): Promise<ExitCode> {
  const unit = options.bu === undefined ? undefined : findUnit(options.bu).name;
  const status = await withStack(session, options, (stack) =>
    stack.ask({ verb: 'status', unit }, StatusResponse),
  );
  session.out.write(options.json ? jsonLine(status) : formatStatus(status, session.out, session.now()));
  return status.stuck ? 1 : 0;
}
