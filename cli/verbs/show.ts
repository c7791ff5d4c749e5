import { ShowResponse } from '#core/operate/record-responses.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatRecord } from '../present/record.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type ShowOptions = CommonOptions & { bu?: string; feed?: string; asOf?: string };

const examples = `
Each field comes with the file, the line and the event that its value came from; line 0 is a full run that lacks the
record. --as-of shows what counted when that event was the newest, late files and replays since then undone. Values are
JSON, shortened to the width of the terminal; --json has them whole, as text, so that no digit is lost. Only where one
answer cannot hold them (some megabytes) are values cut after 8,192 characters: \`characters\` says how many they have.
Exit code: 0, or 1 when there is no such record.

Examples:
  $ millrace show 104231 --bu bak
  $ millrace show 104231 --bu bak --feed products --as-of 42
  $ millrace show 104231 --bu bak --json | jq -r '.fields[] | [.field, .value, .file, .line] | @tsv'`;

export function addShowVerb({ program, session, finish }: VerbHost): void {
  program
    .command('show')
    .summary('one record, and where each of its values came from')
    .description('Shows one record as it is or was, and for each field where its value came from.')
    .argument('<id>', 'the id of the record')
    .option('--bu <unit>', 'the business unit')
    .option('--feed <feed>', 'its feed, where several know the id')
    .option('--as-of <event>', 'as it was when this event was the newest')
    .addHelpText('after', examples)
    .action(async (id: string, _, command) => finish(await show(session, id, command.optsWithGlobals())));
}

async function show(session: Session, id: string, options: ShowOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  const { feed, asOf } = options;
  return await withStack<ExitCode>(session, options, async (stack) => {
    const record = await stack.ask({ verb: 'show', unit, id, feed, asOf }, ShowResponse);
    session.out.write(options.json ? jsonLine(record) : formatRecord(record, session.out));
    return 0;
  });
}
