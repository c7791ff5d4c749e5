import { MigrationReport } from '#core/operate/migration-report.ts';
import { formatCountOf } from './quantities.ts';
import { formatTable } from './table.ts';

/** What the migrations did, schema by schema; an answer of another version is shown as it is. */
export function formatMigration(answer: unknown): string {
  const report = MigrationReport.safeParse(answer);
  if (!report.success) return `${JSON.stringify(answer, null, 2)}\n`;
  const { applied, created, left } = report.data;
  if (left !== undefined) return `Left as it is. ${left}\n`;
  if (applied.length + created.length === 0) return 'The database is up to date: nothing was to be done.\n';
  const rows = applied.map(({ schema, migration }) => [schema, migration]);
  const lines = [
    ...(rows.length > 0 ? formatTable([{ heading: 'schema' }, { heading: 'migration' }], rows) : []),
    ...created,
    `${formatCountOf(applied.length, 'migration')} applied.`,
  ];
  return `${lines.join('\n')}\n`;
}
