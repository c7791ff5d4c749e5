import { DriftResponse } from '#core/operate/drift-request.ts';
import { confirm } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { formatAccepted, formatDrift, formatDriftPlan } from '../present/drift.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type DriftOptions = CommonOptions & { bu?: string; accept?: true; yes?: true };

const examples = `
Attributes, controlled values and members that files brought and the feed did not have before, that came with another
type or label, or that AttributeFile no longer declares. RECORDS are the live records that have it now. Files are applied
whatever they bring; --accept makes all of this known and ends the alert. What no record has any more is forgotten, and
told again if it comes back.
Exit code: 0 when it is listed, or with --accept accepted.

Examples:
  $ millrace drift --bu bak
  $ millrace drift --bu bak --accept
  $ millrace drift --bu bak --json | jq -r '.findings[] | [.what, .entity, .name, .key, .records] | @tsv'`;

export function addDriftVerb({ program, session, finish }: VerbHost): void {
  program
    .command('drift')
    .summary('attributes, values and members that files changed')
    .description('Lists what files brought that the records of a feed did not have, and accepts it.')
    .option('--bu <unit>', 'the business unit')
    .option('--accept', 'from now on it is known')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (_, command) => {
      const options: DriftOptions = command.optsWithGlobals();
      finish(await (options.accept ? accept : list)(session, options));
    });
}

async function list(session: Session, options: DriftOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const drift = await stack.ask({ verb: 'drift', unit }, DriftResponse);
    session.out.write(options.json ? jsonLine(drift) : formatDrift(drift, unit, session.out));
    return 0;
  });
}

async function accept(session: Session, options: DriftOptions): Promise<ExitCode> {
  const { name: unit } = findUnit(options.bu);
  return await withStack<ExitCode>(session, options, async (stack) => {
    const seen = await stack.ask({ verb: 'drift', unit }, DriftResponse);
    if (seen.findings.length > 0) {
      const plan = formatDriftPlan(seen.findings, unit, session.err);
      await confirm(session, stack, { plan, question: 'Accept it?' }, options);
    }
    const by = { by: session.user, findings: seen.findings.length };
    const done = await stack.ask({ verb: 'drift', unit, accept: by }, DriftResponse);
    session.out.write(options.json ? jsonLine(done) : formatAccepted(done));
    return 0;
  });
}
