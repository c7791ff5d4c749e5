import pg from 'pg';

/** What a statement returned, every value as PostgreSQL writes it; null is an empty text. */
export type StatementResult = { columns: string[]; rows: string[][]; rowCount: number };

/**
 * Runs one statement as the user that the URL names: what a person asks the database when no client is at hand.
 * @throws Error of the driver, with PostgreSQL's own message
 */
export async function runStatement(databaseUrl: string, statement: string): Promise<StatementResult> {
  const asText = (value: string): string => value;
  const client = new pg.Client({ connectionString: databaseUrl, types: { getTypeParser: () => asText } });
  await client.connect();
  try {
    const answer = await client.query<(string | null)[]>({ text: statement, rowMode: 'array' });
    return {
      columns: answer.fields.map((field) => field.name),
      rows: answer.rows.map((row) => row.map((value) => value ?? '')),
      rowCount: answer.rowCount ?? 0,
    };
  } finally {
    await client.end();
  }
}
