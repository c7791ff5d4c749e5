import pg from 'pg';
import { connect, type Database } from './open-database.ts';
import { translateDatabaseError } from './translate-error.ts';

export type Transaction = pg.PoolClient;

/**
 * Runs `work` in one transaction of its own connection, its names looked up in the database's schema.
 * @param label the application name while it runs; a loader's carries its epoch, so that the next one can end it
 * @param onFailure `cut` the connection where a COPY to this side may be under way: nothing else would be heard before its
 * end, and nobody reads it any more
 * @throws what `translateDatabaseError` makes of a failure; then nothing was written, unless the connection broke
 * during the commit itself, which only the ledger can settle
 */
export async function inTransaction<T>(
  database: Database,
  label: string,
  work: (transaction: Transaction) => Promise<T>,
  onFailure: 'roll back' | 'cut' = 'roll back',
): Promise<T> {
  const client = await connect(database);
  try {
    await client.query(beginStatement(database.schema, label));
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    if (onFailure === 'cut') client.release(true);
    else await rollBack(client);
    throw translateDatabaseError(error);
  }
}

/**
 * A process that stands still between two statements may hold what others wait for, the lease among it, and to the
 * server it looks alive. This is less than a lease lasts.
 */
const idlesAtMost = '30s';

/** The opening of every transaction: one round trip. The schema is one of the catalog's, never anybody's input. */
export function beginStatement(schema: string, label: string): string {
  return (
    `begin; set local search_path to ${pg.escapeIdentifier(schema)}, pg_temp; ` +
    `set local application_name to ${pg.escapeLiteral(label)}; ` +
    `set local idle_in_transaction_session_timeout to '${idlesAtMost}'`
  );
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}
