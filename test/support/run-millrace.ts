import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const script = join(import.meta.dirname, '..', '..', 'cli', 'millrace.sh');

export type Ended = { exitCode: number | null; stdout: string; stderr: string };

/** Starts the command line as a person does, outside of the project. */
export function startMillrace(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcessWithoutNullStreams {
  const { MILLRACE_ENDPOINTS: _, ...env } = process.env;
  return spawn(script, args, { cwd: options.cwd ?? '/', env: { ...env, ...options.env } });
}

/** Runs the command line to its end. */
export async function runMillrace(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const child = startMillrace(args, options);
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}
