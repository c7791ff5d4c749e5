import { mkdir, rm } from 'node:fs/promises';
import type { ServiceEndpoints } from './function-environment.ts';
import { FunctionPool } from './function-pool.ts';
import type { FunctionSettings } from './function-settings.ts';
import { UnknownFunction } from './invocation.ts';
import type { Invoke } from './invocation.ts';

export type Functions = { invoke: Invoke; close(): Promise<void> };

export type FunctionsOptions = {
  functions: readonly FunctionSettings[];
  endpoints: ServiceEndpoints;
  /** Emptied first, and removed at the end. Outside of every project. */
  tasksDir: string;
  /** One file for each function: `<name>.log`. */
  logsDir: string;
};

/** Makes the functions ready to be invoked. None runs before its first invocation. */
export async function startFunctions({
  functions,
  endpoints,
  tasksDir,
  logsDir,
}: FunctionsOptions): Promise<Functions> {
  await rm(tasksDir, { recursive: true, force: true });
  await mkdir(tasksDir, { recursive: true });
  await mkdir(logsDir, { recursive: true });
  const pools = new Map(
    functions.map((settings) => [
      settings.name,
      new FunctionPool({ settings, endpoints, tasksDir, logsDir }),
    ]),
  );
  return {
    invoke: async (nameOrArn, event) => {
      const pool = pools.get(functionName(nameOrArn));
      if (!pool) throw new UnknownFunction(`Function not found: ${nameOrArn}`);
      return pool.invoke(event);
    },
    close: async () => {
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
      await rm(tasksDir, { recursive: true, force: true });
    },
  };
}

/** The name in `name`, `name:qualifier`, `arn:aws:lambda:region:account:function:name[:qualifier]` and shorter ARNs. */
function functionName(nameOrArn: string): string {
  const behind = nameOrArn.split(':function:')[1] ?? nameOrArn.replace(/^\d+:function:/, '');
  return behind.split(':')[0] ?? '';
}
