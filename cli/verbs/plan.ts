import { askForPlan } from '../ask-for-plan.ts';
import { withStack } from '../connect-stack.ts';
import { Failure } from '../failure.ts';
import { findPlanned } from '../files/find-planned.ts';
import { findUnit } from '../find-unit.ts';
import { formatFilePlan } from '../present/file-plan.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type PlanOptions = CommonOptions & { bu?: string; as?: string; all?: true };

const examples = `
A file of this machine is put aside in the landing bucket under PLAN/ and deleted again; it lands nowhere. A key or an
s3:// URI names a file that lies in the bucket, be it loaded or not. Nothing is written, and nobody waits. Of a value of
more than 8,192 characters only the first are shown, also with --json, and how many there are.
Exit code: 0 when it would load, 2 when a guard would trip or it would halt, 1 when it cannot be said.

Examples:
  $ millrace plan ecommerce_629037_20260303080700_001.jsonl --bu bak
  $ millrace plan fixed.jsonl --bu bak --as bak/PRODUCT/2026/03/ecommerce_629037_20260303080700_001.jsonl --all
  $ millrace plan bak/PRODUCT/2026/03/ecommerce_629037_20260303080700_001.jsonl --bu bak --json | jq .counts`;

export function addPlanVerb({ program, session, finish }: VerbHost): void {
  program
    .command('plan')
    .summary('what a file would do, before it does it')
    .description(
      'Shows what a file would do if it landed now: what it inserts, changes, deletes, and what stops it.',
    )
    .argument('<file>', 'a file, or the key or s3:// URI of one in the landing bucket')
    .option('--bu <unit>', 'the business unit')
    .option('--as <key>', 'the key it would land under, whatever its name is')
    .option('--all', 'show every record that would change')
    .addHelpText('after', examples)
    .action(async (file: string, _, command) => {
      finish(await plan(session, file, command.optsWithGlobals()).catch(failWithOne));
    });
}

async function plan(session: Session, path: string, options: PlanOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu);
  const { as, all = false } = options;
  const planned = await findPlanned({ path, unit, as, cwd: session.cwd });
  return await withStack<ExitCode>(session, options, async (stack) => {
    const answer = await askForPlan(stack, unit.name, planned, all);
    session.out.write(
      options.json ? jsonLine(answer) : formatFilePlan(answer, { unit: unit.name, all }, session.out),
    );
    return answer.halts.length === 0 ? 0 : 2;
  });
}

/** Exit code 2 says something of the file here, so a command line that cannot be followed is 1. */
function failWithOne(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  throw new Failure(error.code, error.message, error.next, 1, error);
}
