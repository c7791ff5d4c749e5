import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const script = join(import.meta.dirname, '..', '..', 'cli', 'millrace.sh');

export type Ended = { exitCode: number | null; stdout: string; stderr: string };

/** Whoever runs the tests may have an account; no test knows of it, or waits for a machine that could have a role. */
const nobodyOnAws = {
  AWS_CONFIG_FILE: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Starts the command line as a person does, outside of the project, who has named no stack and is nobody on AWS. */
export function startMillrace(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcessWithoutNullStreams {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AWS|MILLRACE)_/.test(name));
  const env = { ...Object.fromEntries(own), ...nobodyOnAws, ...options.env };
  return spawn(script, args, { cwd: options.cwd ?? '/', env });
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
