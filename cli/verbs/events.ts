import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { EventsResponse, type EventView } from '#core/operate/responses.ts';
import { withStack, type Stack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { parseCount } from '../parse-count.ts';
import { formatEvents, formatEventHeadings } from '../present/events.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type EventsOptions = CommonOptions & { bu?: string; follow?: true; limit: number; type?: string };

const followEveryMs = 500;
const examples = `
Under "changes", + ~ - are records inserted, updated and deleted, ! rejected lines, = unchanged records.
With --json every event is one line.

Examples:
  $ millrace events --bu bak
  $ millrace events --bu bak --follow
  $ millrace events --bu bak --type file_error --limit 5
  $ millrace events --bu bak --json | jq 'select(.rejected > 0) | .sourceFile'`;

export function addEventsVerb({ program, session, finish }: VerbHost): void {
  program
    .command('events')
    .summary('what happened, file by file')
    .description('Shows the newest events of a business unit, oldest first.')
    .option('--bu <unit>', 'the business unit')
    .option('--follow', 'keep showing events as they come; Ctrl-C ends it')
    .option('--type <type>', 'only events of this type, such as file_complete or file_error')
    .addOption(new Option('--limit <n>', 'how many, up to 1000').argParser(parseCount(1000)).default(20))
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await showEvents(session, command.optsWithGlobals())));
}

async function showEvents(session: Session, options: EventsOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu).name;
  return await withStack<ExitCode>(session, options, async (stack) => {
    const { events } = await stack.ask(
      { verb: 'events', unit, type: options.type, limit: options.limit },
      EventsResponse,
    );
    if (!options.json) session.out.write(formatEventHeadings(session.out));
    write(session, options, events);
    if (!options.json && events.length === 0 && !options.follow) session.out.write('No events yet.\n');
    if (options.follow) await follow(stack, session, { ...options, bu: unit }, events.at(-1)?.id ?? '0');
    return 0;
  });
}

/** Never returns: Ctrl-C, or a reader that goes away, ends it. */
async function follow(
  stack: Stack,
  session: Session,
  options: EventsOptions & { bu: string },
  seen: string,
): Promise<never> {
  let after = seen;
  for (;;) {
    const { events } = await stack.ask(
      { verb: 'events', unit: options.bu, type: options.type, after, limit: 1000 },
      EventsResponse,
    );
    write(session, options, events);
    after = events.at(-1)?.id ?? after;
    await sleep(followEveryMs);
  }
}

function write(session: Session, options: EventsOptions, events: readonly EventView[]): void {
  if (options.json) for (const event of events) session.out.write(jsonLine(event));
  else if (events.length > 0) session.out.write(formatEvents(events, session.out));
}
