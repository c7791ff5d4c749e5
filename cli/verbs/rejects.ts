import { Option } from 'commander';
import { RejectsResponse } from '#core/operate/responses.ts';
import { withStack } from '../connect-stack.ts';
import { saveRejects } from '../files/save-rejects.ts';
import { findUnit } from '../find-unit.ts';
import { parseCount } from '../parse-count.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatCountOf } from '../present/quantities.ts';
import { formatRejects } from '../present/rejects.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type RejectsOptions = CommonOptions & { bu?: string; file?: string; save?: string; limit: number };

const examples = `
Without --file it shows the newest file that had bad lines. --save refuses to overwrite a file.

Examples:
  $ millrace rejects --bu bak
  $ millrace rejects --bu bak --file bak/PRODUCT/2026/03/ecommerce_20260303080700_001.jsonl
  $ millrace rejects --bu bak --file 42 --save bad.jsonl      # and bad.jsonl.reasons.csv beside it`;

export function addRejectsVerb({ program, session, finish }: VerbHost): void {
  program
    .command('rejects')
    .summary('the lines that could not be loaded, and why')
    .description('Shows the lines of a file that could not be loaded, with the reason for each.')
    .option('--bu <unit>', 'the business unit')
    .option('--file <file>', 'a key, an s3:// URI or the id of an event')
    .option('--save <file>', 'write all of them, byte for byte, with a CSV of the reasons beside it')
    .addOption(new Option('--limit <n>', 'how many to show, up to 50').argParser(parseCount(50)).default(20))
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await showRejects(session, command.optsWithGlobals())));
}

async function showRejects(session: Session, options: RejectsOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu).name;
  const { file, limit, save } = options;
  return await withStack<ExitCode>(session, options, async (stack) => {
    if (save !== undefined) {
      const saved = await saveRejects(stack, { unit, file, path: save, cwd: session.cwd });
      session.out.write(options.json ? jsonLine(saved) : describeSaved(saved));
      return 0;
    }
    const answer = await stack.ask({ verb: 'rejects', unit, file, limit }, RejectsResponse);
    session.out.write(options.json ? jsonLine(answer) : formatRejects(answer, session.out));
    return 0;
  });
}

function describeSaved(saved: Awaited<ReturnType<typeof saveRejects>>): string {
  if (saved.lines === 0) return 'No line was rejected: nothing was written.\n';
  const cut =
    saved.cutLines > 0 ? `${formatCountOf(saved.cutLines, 'line')} longer than 64 KiB was cut there.\n` : '';
  return `${saved.rawFile}: ${formatCountOf(saved.lines, 'line')} of ${saved.file}\n${saved.reasonsFile}: why\n${cut}`;
}
