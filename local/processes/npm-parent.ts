import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const lookEveryMs = 500;

/**
 * Calls back when the npm that runs this script is gone. npm passes on what it is told to end with, but not its own
 * kill -9, and between it and us there may be a shell that does not mind. Does nothing when npm did not start us.
 */
export async function whenNpmIsGone(callback: () => void): Promise<void> {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const { command, parent: grandparent } = await describeProcess(parent);
  const npm = /(^|\/)(ba|da|z)?sh$/.test(command) ? grandparent : parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && isRunning(npm)) return;
    clearInterval(timer);
    callback();
  }, lookEveryMs);
  timer.unref();
}

async function describeProcess(pid: number): Promise<{ command: string; parent: number }> {
  const { stdout } = await run('ps', ['-o', 'ppid=,comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [, parent, command = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(stdout) ?? [];
  return { command, parent: Number(parent ?? pid) };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
