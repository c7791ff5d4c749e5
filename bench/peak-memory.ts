import { readdir, readFile } from 'node:fs/promises';

/**
 * The most memory that a process of this machine had, in MB of a million bytes: Linux keeps the greatest resident set of
 * each.
 * @param variables what stands in the environment of that process and of no other, as `NAME=value`
 */
export async function peakOf(variables: readonly string[]): Promise<number> {
  for (const pid of await readdir('/proc')) {
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');
    if (!variables.every((variable) => environment.includes(variable))) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
  }
  throw new Error(`There is no process with ${variables.join(' and ')}.`);
}
