import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../../local/embedded-postgres.ts';
import { lockStateDir } from '../../../local/stack-lock.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

const localDir = fileURLToPath(new URL('../../../local', import.meta.url));
const longTestMs = 60_000;

/** Runs a program with the local stack's modules at hand, and resolves with the first line that it prints. */
async function runProgram(dir: string, code: string): Promise<{ line: string; kill(): Promise<void> }> {
  const path = join(dir, 'program.mjs');
  await writeFile(path, code.replaceAll('local:', pathToFileURL(`${localDir}/`).href));
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])])) as [
    string,
  ];
  return { line, kill };
}

test('a guarded process ends when the one that guards it is killed', async () => {
  const dir = await makeTemporaryDir();
  const program = await runProgram(
    dir,
    `import { spawn } from 'node:child_process';
     import { guardProcess } from 'local:processes/watchdog.ts';
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
     guardProcess(child.pid, ['SIGKILL']);
     console.log(child.pid);`,
  );
  const pid = Number(program.line);
  expect(isRunning(pid)).toBe(true);
  await program.kill();
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

test('a process that was released is left alone', async () => {
  const dir = await makeTemporaryDir();
  const program = await runProgram(
    dir,
    `import { spawn } from 'node:child_process';
     import { guardProcess } from 'local:processes/watchdog.ts';
     const start = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
     const [kept, ended] = [start(), start()];
     guardProcess(kept.pid, ['SIGKILL'])();
     guardProcess(ended.pid, ['SIGKILL']);
     console.log(kept.pid + ' ' + ended.pid);`,
  );
  const [kept = 0, ended = 0] = program.line.split(' ').map(Number);
  onTestFinished(() => void process.kill(kept, 'SIGKILL'));
  await program.kill();
  await expect.poll(() => isRunning(ended), { timeout: 10_000 }).toBe(false);
  expect(isRunning(kept)).toBe(true);
});

test(
  'PostgreSQL starts on data that a killed process was using, and keeps them',
  async () => {
    const dir = await makeTemporaryDir();
    const dataDir = join(dir, 'data');
    const program = await runProgram(
      dir,
      `import { startPostgres } from 'local:embedded-postgres.ts';
       const server = await startPostgres({
         dataDir: ${JSON.stringify(dataDir)}, fsync: false, firstStatements: ['create role somebody login'],
       });
       console.log(server.superuserUrl);`,
    );
    await program.kill();
    const log: string[] = [];
    const server = await startPostgres({ dataDir, fsync: false, log: (line) => log.push(line) });
    expect(log.some((line) => line.includes('ready to accept connections'))).toBe(true);
    await server.stop();
  },
  longTestMs,
);

test(
  'a statement that PostgreSQL refuses fails the start with its message, and the next start is a first one',
  async () => {
    const dataDir = join(await makeTemporaryDir(), 'data');
    const start = (statement: string) =>
      startPostgres({ dataDir, fsync: false, firstStatements: [statement] });
    await expect(start('create nonsense')).rejects.toThrow('syntax error');
    const server = await start('create role somebody login');
    await server.stop();
  },
  longTestMs,
);

test('a state folder belongs to one stack at a time', async () => {
  const dir = await makeTemporaryDir();
  const unlock = await lockStateDir(dir);
  await expect(lockStateDir(dir)).rejects.toThrow(`already runs on ${dir}`);
  await unlock();
  const unlockAgain = await lockStateDir(dir);
  await unlockAgain();
});

test.each([
  ['of a process that is gone', '{"pid":1,"port":9,"token":"x"}'],
  ['that was written by half', '{"pid":'],
])('a lock %s is taken over', async (_what, content) => {
  const dir = await makeTemporaryDir();
  await writeFile(join(dir, 'lock.json'), content);
  const unlock = await lockStateDir(dir);
  await expect(lockStateDir(dir)).rejects.toThrow('already runs');
  await unlock();
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
