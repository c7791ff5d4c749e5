import type pg from 'pg';
import { databaseRole, type BusinessUnit } from '#core/business-unit.ts';
import { openDatabase, type Database } from '#database/open-database.ts';

/** A loader's connections, which can break as those of a process that ends. */
export type Connections = {
  database: Database;
  /** Closes every socket, whatever it is in the middle of. Nothing can be asked of it afterwards. */
  cut(): void;
  /** Closes what is idle, and wants nothing in use. */
  end(): Promise<void>;
};

/** @param databaseUrl of the server itself, or of a proxy before it */
export function openConnections(databaseUrl: string, unit: BusinessUnit): Connections {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const database = openDatabase({
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: databaseRole(unit.name, 'loader'),
    password: () => Promise.resolve(''),
    schema: unit.schema,
    maxConnections: 6,
  });
  const clients = new Set<pg.PoolClient>();
  database.pool.on('connect', (client) => clients.add(client));
  database.pool.on('remove', (client) => clients.delete(client));
  return {
    database,
    cut() {
      for (const client of clients) socketOf(client).destroy();
      // Ends when what is checked out comes back, which it may never.
      database.pool.end().catch(() => undefined);
    },
    end: () => database.pool.end(),
  };
}

function socketOf(client: pg.PoolClient): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}
