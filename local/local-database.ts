import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from './embedded-postgres.ts';
import { hashText } from './hash-text.ts';
import { canReach, chooseUnprivilegedUser } from './processes/system-user.ts';
import { lastingTemporaryDir } from './temporary-dir.ts';

export type LocalDatabase = {
  host: string;
  port: number;
  name: string;
  username: string;
  password: string;
  /** The administrator's URL. */
  url: string;
  /** Where the data is; null when the server is not ours. */
  dataDir: string | null;
  stop(): Promise<void>;
};

export type DatabaseOptions = {
  stateDir: string;
  logsDir: string;
  /** Removes what was there. */
  fresh: boolean;
  fsync: boolean;
  port?: number;
  /** Takes the place of the embedded server: an administrator of an existing one. */
  databaseUrl?: string;
  /** As the template has them. */
  administrator: string;
  databaseName: string;
};

/** The PostgreSQL that plays the template's cluster, with an administrator who is no superuser, as on RDS. */
export async function startDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  if (options.databaseUrl !== undefined) return describeExisting(options.databaseUrl);
  const { administrator, databaseName, fsync, port } = options;
  const dataDir = await chooseDataDir(options.stateDir);
  if (options.fresh) await rm(dataDir, { recursive: true, force: true });
  const log = createWriteStream(join(options.logsDir, 'postgres.log'), { flags: 'a' });
  const server = await startPostgres({
    dataDir,
    fsync,
    ...(port !== undefined && { port }),
    firstStatements: [
      `create role "${administrator}" login createrole createdb`,
      `create database "${databaseName}" owner "${administrator}"`,
    ],
    log: (line) => log.write(`${line}\n`),
  });
  return {
    host: '127.0.0.1',
    port: server.port,
    name: databaseName,
    username: administrator,
    password: '',
    url: `postgres://${administrator}@127.0.0.1:${server.port}/${databaseName}`,
    dataDir,
    stop: async () => {
      await server.stop();
      log.end();
      await once(log, 'close');
    },
  };
}

/** Beside the other state; or, when that is closed to the user whom root's PostgreSQL runs as, outside. */
async function chooseDataDir(stateDir: string): Promise<string> {
  const user = await chooseUnprivilegedUser();
  if (!user || (await canReach(user, stateDir))) return join(stateDir, 'postgres');
  // The folder itself is ours to open (one made by mkdtemp is closed); those above it are not.
  await chmod(stateDir, 0o711);
  if (await canReach(user, stateDir)) return join(stateDir, 'postgres');
  return join(await lastingTemporaryDir(), `postgres-${hashText(stateDir)}`);
}

function describeExisting(databaseUrl: string): LocalDatabase {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  return {
    host: hostname,
    port: Number(port || 5432),
    name: decodeURIComponent(pathname.slice(1)),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    url: databaseUrl,
    dataDir: null,
    stop: async () => undefined,
  };
}
