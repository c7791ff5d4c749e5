import { withStack } from '../connect-stack.ts';
import { jsonLine } from '../present/json-line.ts';
import { formatMigration } from '../present/migration.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

const examples = `
It is safe to run at any time: what is done already is left alone.

Examples:
  $ millrace migrate`;

export function addMigrateVerb({ program, session, finish }: VerbHost): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description('Creates what the catalog names and the database lacks: schemas, tables, views, roles.')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await migrate(session, command.optsWithGlobals())));
}

async function migrate(session: Session, options: CommonOptions): Promise<ExitCode> {
  const answer = await withStack(session, options, (stack) =>
    stack.invoke(`millrace-${stack.endpoints.stage}-migrate-database`, {}),
  );
  session.out.write(options.json ? jsonLine(answer) : formatMigration(answer));
  return 0;
}
