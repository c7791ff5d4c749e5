import { asError } from '#core/errors.ts';
import { runStatement } from '#database/run-statement.ts';
import { explainError } from './cli/explain-error.ts';
import { openSession } from './cli/open-session.ts';
import { printable } from './cli/present/printable.ts';
import { formatCountOf } from './cli/present/quantities.ts';
import { formatTable } from './cli/present/table.ts';
import { readEndpoints } from './cli/read-endpoints.ts';

/** `npm run sql -- "select …"`: one statement to the database of the local stack, for machines without psql. */
const session = openSession(import.meta.dirname);
const [statement] = process.argv.slice(2);
try {
  if (statement === undefined) throw new Error('Which statement? npm run sql -- "select …"');
  const { database } = readEndpoints(session, session.env['MILLRACE_ENDPOINTS']);
  const { columns, rows, rowCount } = await runStatement(database, statement);
  const cells = rows.map((row) => row.map(printable));
  const table =
    columns.length > 0
      ? formatTable(
          columns.map((heading) => ({ heading })),
          cells,
        )
      : [];
  session.out.write(`${[...table, `(${formatCountOf(rowCount, 'row')})`].join('\n')}\n`);
} catch (thrown) {
  const { message, next, code } = explainError(thrown);
  session.err.write(
    `${code === 'defect' ? asError(thrown).message : message}\n${next === '' ? '' : `${next}\n`}`,
  );
  process.exitCode = 1;
}
