import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of this user for temporary data, outside every project, that other users may enter; where the system keeps
 * temporary files over a restart, there. It is refused when somebody else made it: what lies in it is executed.
 */
export async function lastingTemporaryDir(): Promise<string> {
  const parent = process.platform === 'win32' || !(await isDirectory('/var/tmp')) ? tmpdir() : '/var/tmp';
  const uid = process.getuid?.();
  const dir = join(parent, uid === undefined ? 'millrace' : `millrace-${uid}`);
  await mkdir(dir, { recursive: true, mode: 0o755 });
  const found = await stat(dir);
  if (uid !== undefined && (found.uid !== uid || (found.mode & 0o022) !== 0)) {
    throw new Error(`${dir} belongs to another user or can be written by others. Remove it and start again.`);
  }
  return dir;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
