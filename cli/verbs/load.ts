import { confirmWhereItCounts, type ConfirmOptions, type Proposal } from '../confirm.ts';
import { withStack, type Stack } from '../connect-stack.ts';
import { findFiles, type FileToLoad, type FoundFiles } from '../files/find-files.ts';
import { findUnit } from '../find-unit.ts';
import type { LoadResult } from '../follow-load.ts';
import { loadOneFile } from '../load-one-file.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatLoadResult } from '../present/load-result.ts';
import { isLoaded } from '../is-loaded.ts';
import { printable } from '../present/printable.ts';
import { showProgress } from '../present/progress.ts';
import { formatCountOf } from '../present/quantities.ts';
import { refuseWhereNotLive } from '../refuse-where-not-live.ts';
import type { ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type LoadOptions = ConfirmOptions & { bu?: string; as?: string };

const examples = `
The file goes to the landing bucket under the key that its name, or the end of its path, stands for. A folder is
loaded in the order of its files, one after the other; it stops at the first that is not applied.
Exit code: 0 when all is loaded (or was already), 1 when not.

Examples:
  $ millrace load ecommerce_629037_20260303080700_001.jsonl --bu bak
  $ millrace load export/bak --bu bak                         # a folder
  $ millrace load fixed.jsonl --bu bak --as bak/PRODUCT/2026/03/ecommerce_629037_20260303080700_001.jsonl`;

export function addLoadVerb({ program, session, finish }: VerbHost): void {
  program
    .command('load')
    .summary('drop a file or a folder and follow it until it is applied')
    .description(
      'Drops a file, or the files of a folder, in the landing bucket and follows each until it is applied.',
    )
    .argument('<path>', 'a file or a folder')
    .option('--bu <unit>', 'the business unit')
    .option('--as <key>', 'the key to drop the file under, whatever its name is')
    .option('--yes', 'do not ask, on AWS')
    .addHelpText('after', examples)
    .action(async (path: string, _, command) => finish(await load(session, path, command.optsWithGlobals())));
}

async function load(session: Session, path: string, options: LoadOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu);
  const found = await findFiles({ path, unit, as: options.as, cwd: session.cwd });
  reportSkipped(session, found);
  return await withStack(session, options, async (stack) => {
    await refuseWhereNotLive(stack, unit.name);
    await confirmWhereItCounts(session, stack, propose(unit.name, found), options);
    for (const [index, file] of found.files.entries()) {
      const result = await loadWithProgress(stack, session, unit.name, file);
      session.out.write(options.json ? jsonLine(result) : formatLoadResult(result, unit.name, session.out));
      if (!isLoaded(result)) {
        reportLeftOut(session, found.files.slice(index + 1));
        return 1;
      }
    }
    return 0;
  });
}

function propose(unit: string, { files }: FoundFiles): Proposal {
  const [first, ...others] = files.map(({ key }) => key);
  const last = others.at(-1);
  const keys = last === undefined ? [first] : [first, ...(others.length > 1 ? ['…'] : []), last];
  const plan = [
    `${formatCountOf(files.length, 'file')} for ${unit}`,
    ...keys.map((key) => `  ${printable(key ?? '')}`),
  ];
  return { plan: `${plan.join('\n')}\n`, question: files.length === 1 ? 'Load it?' : 'Load them?' };
}

async function loadWithProgress(
  stack: Stack,
  session: Session,
  unit: string,
  file: FileToLoad,
): Promise<LoadResult> {
  const progress = showProgress(file.key, session.err);
  try {
    return await loadOneFile(stack, unit, file, progress.show);
  } finally {
    progress.clear();
  }
}

function reportSkipped(session: Session, { strangers, otherUnits }: FoundFiles): void {
  for (const path of strangers)
    session.err.write(`left alone: ${printable(path)}, no feed recognises its name\n`);
  for (const [unit, count] of otherUnits)
    session.err.write(`left alone: ${formatCountOf(count, 'file')} of ${unit}\n`);
}

function reportLeftOut(session: Session, files: readonly FileToLoad[]): void {
  if (files.length > 0) session.err.write(`${formatCountOf(files.length, 'further file')} not dropped.\n`);
}
