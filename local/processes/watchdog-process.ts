/**
 * A process that outlives its parent by a moment: it reads `guard PID SIGNAL[,SIGNAL…]` and `release PID` lines, and
 * when the pipe closes (the parent ended, by whatever signal) it ends what is still guarded. The next signal follows
 * where the one before did not help.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const nextSignalAfterMs = 2000;
const lookEveryMs = 50;
const guarded = new Map<number, NodeJS.Signals[]>();

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, signals] = line.split(' ');
  if (verb === 'guard') guarded.set(Number(pid), (signals ?? 'SIGKILL').split(',') as NodeJS.Signals[]);
  if (verb === 'release') guarded.delete(Number(pid));
}
await Promise.all([...guarded].map(([pid, signals]) => endProcess(pid, signals)));

async function endProcess(pid: number, signals: NodeJS.Signals[]): Promise<void> {
  for (const signal of signals) {
    if (!send(pid, signal) || (await endsInTime(pid))) return;
  }
}

async function endsInTime(pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < nextSignalAfterMs; waitedMs += lookEveryMs) {
    await delay(lookEveryMs);
    if (!send(pid, 0)) return true;
  }
  return false;
}

/** False when there is no such process any more. Signal 0 only asks. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
