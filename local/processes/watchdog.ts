import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

let pipe: Writable | undefined;

/**
 * Makes sure that a child process does not outlive this one, even if this one is killed with -9.
 * @param signals sent in this order, two seconds apart, until the child has ended
 * @returns call it when the child has ended, so that its id may be used again
 */
export function guardProcess(pid: number, signals: readonly NodeJS.Signals[]): () => void {
  pipe ??= startWatchdog();
  pipe.write(`guard ${pid} ${signals.join(',')}\n`);
  return () => pipe?.write(`release ${pid}\n`);
}

/** Detached, so that Ctrl-C in a terminal does not reach it; unreferenced, so that it keeps nobody waiting. */
function startWatchdog(): Writable {
  const program = fileURLToPath(new URL('./watchdog-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // A watchdog that somebody killed is no reason to fail; the next process to guard starts another.
  child.once('error', forgetWatchdog);
  child.once('exit', forgetWatchdog);
  child.stdin.on('error', forgetWatchdog);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child.stdin;
}

function forgetWatchdog(): void {
  pipe = undefined;
}
