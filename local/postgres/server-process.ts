import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { SystemUser } from '../processes/system-user.ts';
import { guardProcess } from '../processes/watchdog.ts';

type LaunchOptions = {
  cluster: string;
  port: number;
  fsync: boolean;
  program: string;
  user: SystemUser | null;
  log: (line: string) => void;
};

const linesInAnError = 20;
/** Fast shutdown disconnects clients and writes a checkpoint; immediate shutdown leaves that to the next start. */
const stopSignals = ['SIGINT', 'SIGQUIT'] as const;
const immediateAfterMs = 1200;

/**
 * Starts the server process and waits until it accepts connections.
 * @throws Error with its last lines when it ends before
 */
export async function launchPostgres(options: LaunchOptions): Promise<{ stop(): Promise<void> }> {
  const { program, user, cluster, port } = options;
  const child = spawn(program, ['-D', cluster, '-p', String(port), ...settings(options)], {
    // A process group of its own: Ctrl-C in the terminal is for us, and we stop the server when its clients are gone.
    detached: true,
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: cluster,
    env: { ...process.env, LC_MESSAGES: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit').catch(() => undefined);
  if (child.pid) void exited.then(guardProcess(child.pid, stopSignals));
  await waitUntilReady(child, options.log);
  return { stop: () => stop(child, exited) };
}

function settings({ fsync }: LaunchOptions): string[] {
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
  ];
  // As near to Aurora as one machine comes: there most of the memory is buffers, and no log file is filled with zeros first.
  flags.push(
    'shared_buffers=1GB',
    'wal_buffers=64MB',
    'min_wal_size=1GB',
    'max_wal_size=4GB',
    'wal_init_zero=off',
  );
  if (!fsync) flags.push('fsync=off', 'full_page_writes=off', 'synchronous_commit=off');
  return flags.flatMap((flag) => ['-c', flag]);
}

async function waitUntilReady(child: ChildProcess, log: (line: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const lastLines: string[] = [];
  const lines = createInterface({ input: child.stderr! });
  lines.on('line', (line) => {
    log(line);
    lastLines.push(line);
    if (lastLines.length > linesInAnError) lastLines.shift();
    if (line.includes('ready to accept connections')) resolve();
  });
  lines.once('close', () => reject(new Error(`PostgreSQL ended while it started:\n${lastLines.join('\n')}`)));
  child.once('error', (cause) => reject(new Error(`PostgreSQL did not start: ${cause.message}`, { cause })));
  await promise;
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const [fast, immediate] = stopSignals;
    child.kill(fast);
    const timer = setTimeout(() => child.kill(immediate), immediateAfterMs);
    await exited;
    clearTimeout(timer);
  }
}
