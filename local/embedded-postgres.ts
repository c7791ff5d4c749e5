import { findFreePort } from './free-port.ts';
import { findPostgresBinaries } from './postgres/binaries.ts';
import { preparePostgresData } from './postgres/cluster-data.ts';
import { launchPostgres } from './postgres/server-process.ts';
import { stopStaleServer } from './postgres/stale-server.ts';
import { chooseUnprivilegedUser } from './processes/system-user.ts';

export type PostgresOptions = {
  /** Where the data is; created when it is not there. As root, below folders that other users may enter. */
  dataDir: string;
  /** A free one when left out. */
  port?: number;
  /** Off: faster, and a power cut destroys the data. For tests. Default: on. */
  fsync?: boolean;
  /** SQL to run once, when the data is made: each text is one statement on one line. */
  firstStatements?: readonly string[];
  /** Gets every line that the server writes. */
  log?: (line: string) => void;
};

export type PostgresServer = {
  port: number;
  /** `postgres://postgres@127.0.0.1:PORT/postgres`: nobody else can reach it, so there is no password. */
  superuserUrl: string;
  /** Disconnects everybody and ends the server. */
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL that npm brought, on 127.0.0.1 alone. Works as root too (as another user), ends a server that
 * a killed process left behind on the same data, and ends with this process however that ends.
 * @throws Error with the server's own last lines when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dataDir, fsync = true, firstStatements = [], log = () => undefined } = options;
  const user = await chooseUnprivilegedUser();
  const binaries = await findPostgresBinaries(user);
  await stopStaleServer(dataDir);
  const cluster = await preparePostgresData({ dataDir, fsync, firstStatements, binaries, user });
  const port = options.port ?? (await findFreePort());
  const server = await launchPostgres({ cluster, port, fsync, program: binaries.postgres, user, log });
  return { port, superuserUrl: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: server.stop };
}
