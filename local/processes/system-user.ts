import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SystemUser = { name: string; uid: number; gid: number };

/**
 * The user that a program which refuses to run as root runs as: null (nobody else) unless this process is root's.
 * @throws Error when root has no such user and cannot create one
 */
export async function chooseUnprivilegedUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null;
  const user = (await findUser('postgres')) ?? (await findUser('nobody'));
  if (user) return user;
  await run('useradd', ['--system', '--no-create-home', 'postgres']).catch(() => undefined);
  const created = await findUser('postgres');
  if (created) return created;
  throw new Error('PostgreSQL does not run as root and there is no user "postgres" or "nobody". Create one.');
}

/** Whether `user` may enter that folder, asked of the system itself by a process that runs as him. */
export async function canReach(user: SystemUser, dir: string): Promise<boolean> {
  const { uid, gid } = user;
  return run('ls', ['-d', `${dir}/.`], { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function findUser(name: string): Promise<SystemUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}
