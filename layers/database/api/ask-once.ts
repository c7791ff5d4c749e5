import type pg from 'pg';
import { connect, type Database } from '../open-database.ts';
import { translateDatabaseError } from '../translate-error.ts';

/**
 * One prepared statement on a connection of its own, outside of any transaction but its own: one round trip.
 * @throws what `translateDatabaseError` makes of a failure
 */
export async function askOnce<Row extends unknown[]>(
  database: Database,
  query: Omit<pg.QueryConfig, 'types'>,
): Promise<Row[]> {
  const client = await connect(database);
  try {
    const { rows } = await client.query<Row>({ ...query, rowMode: 'array' });
    client.release();
    return rows;
  } catch (error) {
    // A statement that ran out of time leaves a good connection; who knows about any other.
    client.release(true);
    throw translateDatabaseError(error);
  }
}
