import { readdir, readFile } from 'node:fs/promises';

/**
 * The processes on this machine that run the loader of a unit; null where the system has no /proc to ask.
 * @param s3 the endpoint of the stack they belong to: others may run beside it
 */
export async function loaderProcesses(unit: string, s3: string): Promise<number[] | null> {
  const entries = await readdir('/proc').catch(() => null);
  if (entries === null) return null;
  const pids = entries.filter((entry) => /^\d+$/.test(entry));
  const environments = await Promise.all(pids.map((pid) => readIfThere(`/proc/${pid}/environ`)));
  const isLoader = new RegExp(`^AWS_LAMBDA_FUNCTION_NAME=.*load-files-${unit}$`);
  return pids
    .filter((_, index) => {
      const variables = (environments[index] ?? '').split('\0');
      return variables.includes(`AWS_ENDPOINT_URL_S3=${s3}`) && variables.some((each) => isLoader.test(each));
    })
    .map(Number);
}

/** The most memory that a process ever had in RAM. */
export async function peakMemoryBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** A process may end while it is looked at, or belong to somebody else. */
async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
