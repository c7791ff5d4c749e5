import { randomUUID } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

type Holder = { pid: number; port: number; token: string };

/**
 * Makes sure that one stack runs on a state folder. The holder listens on a port and answers with a word that only it
 * and its lock file know, so a lock that a killed process left behind is told from one that is held.
 * @returns gives the folder free again
 * @throws Error when another process holds it
 */
export async function lockStateDir(stateDir: string): Promise<() => Promise<void>> {
  const path = join(stateDir, 'lock.json');
  const token = randomUUID();
  const server = createServer((socket) => socket.on('error', () => undefined).end(token));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const holder: Holder = { pid: process.pid, port: (server.address() as AddressInfo).port, token };
  try {
    await takeLock(path, holder, stateDir);
  } catch (error) {
    server.close();
    throw error;
  }
  return async () => {
    await rm(path, { force: true });
    server.close();
  };
}

async function takeLock(path: string, holder: Holder, stateDir: string): Promise<void> {
  if (await writeNew(path, JSON.stringify(holder))) return;
  const other = await readHolder(path);
  if (other && (await isAlive(other))) {
    throw new Error(
      `The local stack already runs on ${stateDir} (process ${other.pid}). Its addresses are in endpoints.json there; ` +
        'stop it first to start another.',
    );
  }
  await writeFile(path, JSON.stringify(holder));
}

async function writeNew(path: string, content: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  await file?.writeFile(content);
  await file?.close();
  return file !== null;
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isAlive({ port, token }: Holder): Promise<boolean> {
  return text(connect(port, '127.0.0.1')).then(
    (answer) => answer === token,
    () => false,
  );
}
