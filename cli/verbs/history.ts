import { HistoryResponse } from '#core/operate/record-responses.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatHistory } from '../present/record-history.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type HistoryOptions = CommonOptions & { bu?: string; feed?: string };

const examples = `
One step for each line that speaks of the record, in the order of the files, with what it changed. What no longer counts
(a replayed load, an older version, a file that was left out) is dimmed and stands before what took its place; with
--json its \`replacedBy\` is the event that took it out of force. Line 0 is a full run that lacks the record. A value of
more than 8,192 characters is cut; \`beforeCharacters\` and \`afterCharacters\` say how many it has.
Exit code: 0, or 1 when no file speaks of the id.

Examples:
  $ millrace history 104231 --bu bak
  $ millrace history 104231 --bu bak --json | jq '.steps[] | select(.replacedBy == null)'`;

export function addHistoryVerb({ program, session, finish }: VerbHost): void {
  program
    .command('history')
    .summary('what happened to one record, file by file')
    .description('Tells what happened to one record, file by file and field by field, oldest file first.')
    .argument('<id>', 'the id of the record')
    .option('--bu <unit>', 'the business unit')
    .option('--feed <feed>', 'its feed, where several know the id')
    .addHelpText('after', examples)
    .action(async (id: string, _, command) => finish(await tell(session, id, command.optsWithGlobals())));
}

async function tell(session: Session, id: string, options: HistoryOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const history = await stack.ask({ verb: 'history', unit, id, feed: options.feed }, HistoryResponse);
    session.out.write(options.json ? jsonLine(history) : formatHistory(history, session.out));
    return 0;
  });
}
