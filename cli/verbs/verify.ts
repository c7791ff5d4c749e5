import { VerifyResponse } from '#core/operate/responses.ts';
import { withStack } from '../connect-stack.ts';
import { findUnit } from '../find-unit.ts';
import { invokeReconcile } from '../invoke-reconcile.ts';
import { formatBucketReport } from '../present/bucket-report.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatVerification, isVerified } from '../present/verification.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type VerifyOptions = CommonOptions & { bu?: string; feed?: string };

const examples = `
Each feed is folded from the lines of the files in force and compared with what is kept: id, deleted, data to the last
digit, source file, line, and the hash. The ledger is compared with the bucket, as \`millrace reconcile\` does, and
nothing is changed. A loader may be at work meanwhile.
Exit code: 0 when all agrees, 1 when something does not.

Examples:
  $ millrace verify --bu bak
  $ millrace verify --bu bak --feed products
  $ millrace verify --bu bak --json | jq '.feeds[].differences'`;

export function addVerifyVerb({ program, session, finish }: VerbHost): void {
  program
    .command('verify')
    .summary('prove that the state is the fold of its files')
    .description(
      'Folds the state from its history and compares it with what is kept, and the ledger with S3.',
    )
    .option('--bu <unit>', 'the business unit')
    .option('--feed <feed>', 'only this feed (default: all)')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await verify(session, command.optsWithGlobals())));
}

async function verify(session: Session, options: VerifyOptions): Promise<ExitCode> {
  const unit = findUnit(options.bu);
  const names = options.feed === undefined ? unit.feeds.map(({ name }) => name) : [options.feed];
  return await withStack<ExitCode>(session, options, async (stack) => {
    const feeds: VerifyResponse[] = [];
    for (const feed of names) {
      const verified = await stack.ask({ verb: 'verify', unit: unit.name, feed }, VerifyResponse);
      feeds.push(verified);
      if (!options.json) session.out.write(formatVerification(verified, session.out));
    }
    const bucket = await invokeReconcile(stack, { unit: unit.name, dryRun: true });
    session.out.write(
      options.json ? jsonLine({ feeds, bucket }) : formatBucketReport(bucket, true, session.out),
    );
    const isBucketComplete = bucket.missing.count + bucket.unregistered.count === 0;
    return feeds.every(isVerified) && isBucketComplete ? 0 : 1;
  });
}
