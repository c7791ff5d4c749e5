import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { findLogFiles, readLastLines, readLinesFrom, type LogFile } from '../files/log-file.ts';
import type { Endpoints } from '../endpoints.ts';
import { Failure } from '../failure.ts';
import { findTarget, type Target } from '../find-target.ts';
import { parseCount } from '../parse-count.ts';
import { colour } from '../present/colour.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatLogLine, parseLogLine } from '../present/log-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type LogsOptions = CommonOptions & { follow?: true; lines: number };
type LoggedLine = { name: string; line: string };

const followEveryMs = 250;
const examples = `
A function is named by the beginning of its name. On AWS: \`aws logs tail --follow /aws/lambda/millrace-STAGE-NAME\`.

Examples:
  $ millrace logs                           # every function, in the order of time
  $ millrace logs load-files-bak --follow
  $ millrace logs --json | jq 'select(.level == "ERROR")'`;

export function addLogsVerb({ program, session, finish }: VerbHost): void {
  program
    .command('logs')
    .summary('what the functions logged')
    .description('Shows what the functions of a stack on this machine logged.')
    .argument('[function]', 'such as load-files, load-files-bak or operate (default: all)')
    .option('--follow', 'keep showing lines as they come; Ctrl-C ends it')
    .addOption(new Option('--lines <n>', 'how many to begin with').argParser(parseCount(10_000)).default(50))
    .addHelpText('after', examples)
    .action(async (wanted: string | undefined, _, command) =>
      finish(await showLogs(session, wanted, command.optsWithGlobals())),
    );
}

async function showLogs(
  session: Session,
  wanted: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const { logs, stage } = findLogs(findTarget(session, options), wanted);
  const files = await findLogFiles(logs, stage, wanted);
  const ends = new Map<string, number>();
  const lines: LoggedLine[] = [];
  for (const { name, path } of files) {
    const last = await readLastLines(path, options.lines);
    ends.set(path, last.next);
    lines.push(...last.lines.map((line) => ({ name, line })));
  }
  write(session, options, files.length > 1, sortByTime(lines).slice(-options.lines));
  while (options.follow) {
    await sleep(followEveryMs);
    const now = await findLogFiles(logs, stage, wanted);
    write(session, options, now.length > 1, sortByTime(await readNewLines(now, ends)));
  }
  return 0;
}

/** @throws Failure `logs-on-aws`: CloudWatch keeps them, and its own command line shows them */
function findLogs(target: Target, wanted = 'FUNCTION'): Pick<Endpoints, 'logs' | 'stage'> {
  if (target.on === 'this-machine') return target.endpoints;
  const group = `/aws/lambda/millrace-${target.stage}-${wanted}`;
  throw new Failure(
    'logs-on-aws',
    `What the functions of ${target.stage} logged is in CloudWatch.`,
    `Read it there: \`aws logs tail ${group} --follow\`.`,
  );
}

/** What was logged since `ends`, which it moves on. */
async function readNewLines(files: readonly LogFile[], ends: Map<string, number>): Promise<LoggedLine[]> {
  const lines: LoggedLine[] = [];
  for (const { name, path } of files) {
    const news = await readLinesFrom(path, ends.get(path) ?? 0);
    ends.set(path, news.next);
    lines.push(...news.lines.map((line) => ({ name, line })));
  }
  return lines;
}

/** By time; a line without one, such as a stack trace, stays behind the line before it. */
function sortByTime(lines: readonly LoggedLine[]): LoggedLine[] {
  let time = '';
  let name = '';
  const timed = lines.map((line) => {
    if (line.name !== name) time = '';
    name = line.name;
    const timestamp = parseLogLine(line.line)?.['timestamp'];
    if (typeof timestamp === 'string') time = timestamp;
    return { line, time };
  });
  return timed.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ line }) => line);
}

function write(session: Session, options: LogsOptions, several: boolean, lines: readonly LoggedLine[]): void {
  for (const { name, line } of lines) {
    if (options.json) {
      session.out.write(jsonLine({ function: name, ...(parseLogLine(line) ?? { message: line }) }));
      continue;
    }
    if (isMetrics(line)) continue;
    const prefix = several ? `${colour(session.out, 'bold', name)} ` : '';
    session.out.write(`${prefix}${formatLogLine(line, session.out)}\n`);
  }
}

/** What CloudWatch makes graphs of, every minute. People read the rest; programs get all of it. */
function isMetrics(line: string): boolean {
  return parseLogLine(line)?.['_aws'] !== undefined;
}
