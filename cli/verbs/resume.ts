import { ChangeResponse } from '#core/operate/responses.ts';
import { confirm } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { findStoppedFile } from '../find-stopped-file.ts';
import { findUnit } from '../find-unit.ts';
import { followChange } from '../follow-change.ts';
import { formatResumePlan } from '../present/change-plan.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type ResumeOptions = CommonOptions & { bu?: string; acceptDeletes?: true; yes?: true };

const examples = `
FILE is a key, an s3:// URI or the id of an event; without it the only halted file of the unit. The deletes are
accepted for exactly this version of the file, and the acceptance stays with it.
Exit code: 0 when the file is applied, 1 when not.

Examples:
  $ millrace resume --bu bak
  $ millrace resume 42 --bu bak --accept-deletes
  $ millrace resume bak/PRODUCT/2026/03/ecommerce_20260303080700_001.jsonl --bu bak --yes`;

export function addResumeVerb({ program, session, finish }: VerbHost): void {
  program
    .command('resume')
    .summary('try a halted file again, and the files behind it')
    .description('Shows why a file is halted, asks, tries it again and follows it until it is applied.')
    .argument('[file]', 'the halted file')
    .option('--bu <unit>', 'the business unit')
    .option(
      '--accept-deletes',
      'let this file delete what the deletion guard would not, or what was withheld',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (file: string | undefined, _, command) =>
      finish(await resume(session, file, command.optsWithGlobals())),
    );
}

async function resume(session: Session, file: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu).name;
  const acceptDeletes = options.acceptDeletes ?? false;
  return await withStack(session, options, async (stack) => {
    const name = file ?? (await findStoppedFile(stack, unit, acceptDeletes));
    const ask = { verb: 'resume', unit, acceptDeletes, by: session.user } as const;
    const { standing } = await stack.ask({ ...ask, file: name, dryRun: true }, ChangeResponse);
    const plan = formatResumePlan(standing, acceptDeletes, session.err);
    await confirm(session, stack, { plan, question: 'Try it again?' }, options);
    await stack.ask({ ...ask, file: standing.event, dryRun: false }, ChangeResponse);
    return followChange(stack, session, { unit, standing, ...options });
  });
}
