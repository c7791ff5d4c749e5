import { MigrationReport } from '#core/operate/migration-report.ts';
import { confirmWhereItCounts, type ConfirmOptions, type Proposal } from '../confirm.ts';
import { withStack } from '../connect-stack.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatMigration } from '../present/migration.ts';
import type { ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

const examples = `
It is safe to run at any time: what is done already is left alone. A deployment does it by itself.

Examples:
  $ millrace migrate
  $ millrace migrate --stage prod`;

const proposal: Proposal = {
  plan: 'What the catalog names and the database lacks is created, as a deployment does it.\n',
  question: 'Migrate the database?',
};

export function addMigrateVerb({ program, session, finish }: VerbHost): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description('Creates what the catalog names and the database lacks: schemas, tables, views, roles.')
    .option('--yes', 'do not ask, on AWS')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await migrate(session, command.optsWithGlobals())));
}

async function migrate(session: Session, options: ConfirmOptions): Promise<ExitCode> {
  const answer = await withStack(session, options, async (stack) => {
    await confirmWhereItCounts(session, stack, proposal, options);
    return await stack.invoke('migrate-database', {});
  });
  session.out.write(options.json ? jsonLine(answer) : formatMigration(answer));
  return isLeft(answer) ? 1 : 0;
}

function isLeft(answer: unknown): boolean {
  return MigrationReport.safeParse(answer).data?.left !== undefined;
}
