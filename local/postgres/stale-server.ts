import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { clusterDir } from './cluster-data.ts';

const run = promisify(execFile);
const immediateAfterMs = 3000;
const giveUpAfterMs = 10_000;
const lookEveryMs = 20;

/**
 * Ends a server that still runs on this data because the process that started it was killed together with its
 * watchdog, and removes the lock file of one that no longer runs: its process id may be somebody else's by now.
 * @throws Error when that server does not end
 */
export async function stopStaleServer(dataDir: string): Promise<void> {
  const cluster = clusterDir(dataDir);
  const lockFile = join(cluster, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8').catch(() => null);
  if (lock === null) return;
  const pid = Number.parseInt(lock, 10);
  if (await isServerOf(pid, cluster)) await endServer(pid, cluster);
  await rm(lockFile, { force: true });
}

async function endServer(pid: number, cluster: string): Promise<void> {
  send(pid, 'SIGINT');
  let immediateSent = false;
  for (let waitedMs = 0; waitedMs < giveUpAfterMs; waitedMs += lookEveryMs) {
    await delay(lookEveryMs);
    if (!(await isServerOf(pid, cluster))) return;
    if (waitedMs < immediateAfterMs || immediateSent) continue;
    send(pid, 'SIGQUIT');
    immediateSent = true;
  }
  throw new Error(
    `A PostgreSQL server left from before (process ${pid}) does not end. End it and start again.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** Whether that process is a server on that data: an id alone says nothing, they are used again. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => readCommand(pid));
  return command.includes(cluster);
}

/** Where there is no /proc. */
async function readCommand(pid: number): Promise<string> {
  return run('ps', ['-p', String(pid), '-o', 'args=']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
