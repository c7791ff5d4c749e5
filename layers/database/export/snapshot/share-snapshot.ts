import pg from 'pg';
import { connect, type Database } from '../../open-database.ts';
import { beginStatement, type Transaction } from '../../transaction.ts';
import beginSnapshot from '../../verify/begin-snapshot.sql' with { type: 'text' };
import { exportLabel } from '../runs/export-runs.ts';
import allowIdling from './allow-idling.sql' with { type: 'text' };
import planForExport from './plan-for-export.sql' with { type: 'text' };
import exportSnapshot from './export-snapshot.sql' with { type: 'text' };

/**
 * Does work over several connections that see what `main` sees. The others only read, and are cut at the end: a COPY may
 * be under way where another one failed, and one that is lost once all is written must not undo it.
 * @param others how many beside `main`
 */
export async function withSharedSnapshot<T>(
  database: Database,
  main: Transaction,
  others: number,
  work: (connections: readonly Transaction[]) => Promise<T>,
): Promise<T> {
  const opened: Transaction[] = [];
  try {
    const snapshot = others === 0 ? null : await nameSnapshot(main);
    if (snapshot !== null)
      for (let index = 0; index < others; index++) opened.push(await join(database, snapshot));
    return await work([main, ...opened]);
  } finally {
    for (const connection of opened) connection.release(true);
  }
}

async function nameSnapshot(main: Transaction): Promise<string> {
  const { rows } = await main.query<{ snapshot: string }>(exportSnapshot);
  return (rows[0] as { snapshot: string }).snapshot;
}

async function join(database: Database, snapshot: string): Promise<Transaction> {
  const connection = await connect(database);
  try {
    await connection.query(beginStatement(database.schema, exportLabel));
    await connection.query(beginSnapshot);
    // It takes no parameter.
    await connection.query(`set transaction snapshot ${pg.escapeLiteral(snapshot)}`);
    await connection.query(allowIdling);
    await connection.query(planForExport);
    return connection;
  } catch (error) {
    connection.release(true);
    throw error;
  }
}
