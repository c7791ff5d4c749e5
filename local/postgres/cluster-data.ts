import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import { canReach } from '../processes/system-user.ts';
import type { SystemUser } from '../processes/system-user.ts';

const run = promisify(execFile);

type DataOptions = {
  dataDir: string;
  fsync: boolean;
  firstStatements: readonly string[];
  binaries: PostgresBinaries;
  user: SystemUser | null;
};

/** Where the cluster itself lies below the data folder: it gets this name only when it is complete. */
export function clusterDir(dataDir: string): string {
  return join(dataDir, 'cluster');
}

/**
 * Makes the database cluster when there is none yet: UTF-8, no language's rules for sorting, connections from
 * 127.0.0.1 trusted. What an interrupted attempt left is removed.
 * @returns the folder to start the server on
 */
export async function preparePostgresData(options: DataOptions): Promise<string> {
  const { dataDir, user } = options;
  const cluster = clusterDir(dataDir);
  // Parents first, with the usual mode: they must stay open to the user that the server runs as.
  await mkdir(dirname(dataDir), { recursive: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (user) await handOver(dataDir, user);
  if (await isDirectory(cluster)) return cluster;

  const partial = join(dataDir, 'incomplete');
  await rm(partial, { recursive: true, force: true });
  await initialiseCluster(partial, options);
  if (options.firstStatements.length > 0) await runStatements(partial, options);
  await rename(partial, cluster);
  return cluster;
}

async function handOver(dataDir: string, user: SystemUser): Promise<void> {
  await chown(dataDir, user.uid, user.gid);
  if (await canReach(user, dataDir)) return;
  throw new Error(
    `As root, PostgreSQL runs as the user "${user.name}", who may not enter ${dataDir}. Choose a folder that is not ` +
      'below a private one.',
  );
}

async function initialiseCluster(dir: string, { binaries, fsync, user }: DataOptions): Promise<void> {
  const flags = [
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ];
  if (!fsync) flags.push('--no-sync');
  try {
    await run(binaries.initdb, [`--pgdata=${dir}`, ...flags], runAs(user));
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new Error(`PostgreSQL could not make its data in ${dir}: ${stderr?.trim() || String(cause)}`, {
      cause,
    });
  }
}

/** Single-user mode: no server, no connection, and it stops at the first error. */
async function runStatements(dir: string, { binaries, firstStatements, user }: DataOptions): Promise<void> {
  const flags = [
    '--single',
    '-D',
    dir,
    '-c',
    'exit_on_error=on',
    '-c',
    'log_min_messages=error',
    '-F',
    'postgres',
  ];
  const child = spawn(binaries.postgres, flags, { ...runAs(user), stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(firstStatements.map((statement) => `${statement}\n`).join(''));
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`PostgreSQL refused the first statements for ${dir}: ${stderr.trim()}`);
}

/** As that user, in a folder that he may enter, and with messages in English. */
function runAs(user: SystemUser | null) {
  const identity = user ? { uid: user.uid, gid: user.gid } : {};
  return {
    ...identity,
    cwd: process.platform === 'win32' ? undefined : '/',
    env: { ...process.env, LC_MESSAGES: 'C' },
  };
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
