import pg from 'pg';
import { translateDatabaseError } from './translate-error.ts';

export type DatabaseOptions = {
  host: string;
  port: number;
  database: string;
  /** The role to sign in as. */
  user: string;
  /** A fresh IAM token, or a secret's password; asked for each time a connection is opened. */
  password: () => Promise<string>;
  /** Where unqualified names are looked up. */
  schema: string;
  maxConnections: number;
  /** For callers that have less time themselves. */
  connectTimeoutMs?: number;
  /** What its sessions begin with, by PostgreSQL's names. */
  settings?: Readonly<Record<string, string>>;
};

/** One role's way to one schema of the database. */
export type Database = { pool: pg.Pool; schema: string };

const usualConnectTimeoutMs = 10_000;
const idleTimeoutMs = 60_000;
/** A server that vanished while we wait for its answer is noticed ten probes, a second apart, after this. */
const keepAliveAfterMs = 20_000;

/** Opens nothing yet: the first transaction does. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    host: options.host,
    port: options.port,
    database: options.database,
    user: options.user,
    password: options.password,
    ssl: tlsFor(options.host),
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs ?? usualConnectTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
    types: { getTypeParser: parserOf },
    options: writeSettings(options.settings ?? {}),
  });
  // A connection that dies while it idles is replaced by the next checkout; one that dies in somebody's hands, between
  // two statements, fails the next statement. There is nobody else to tell, and nobody listening would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { pool, schema: options.schema };
}

/** As a server takes them when a connection begins; ours have no spaces. */
function writeSettings(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * TLS unless the server is this very machine. Certificates are checked against the authorities that Node trusts, to
 * which NODE_EXTRA_CA_CERTS adds those of RDS.
 */
export function tlsFor(host: string): { rejectUnauthorized: true } | false {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return isLoopback ? false : { rejectUnauthorized: true };
}

const int8Oid: number = pg.types.builtins.INT8;

/** int8 as a number: our ids and counts stay far below 2^53. Everything else as pg does it. */
function parserOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === int8Oid && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}

/**
 * A connection of the pool; whoever takes it gives it back.
 * @throws Unavailable when none can be had
 */
export async function connect(database: Database): Promise<pg.PoolClient> {
  try {
    return await database.pool.connect();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
