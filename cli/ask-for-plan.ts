import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { planPrefix } from '#core/landing/plan-prefix.ts';
import { FilePlan } from '#core/plan/file-plan.ts';
import type { Stack } from './connect-stack.ts';
import type { FileToLoad } from './files/find-files.ts';
import type { Planned } from './files/find-planned.ts';

/** Changed records in an answer: those that a person looks at first, and as many as fit one when all are wanted. */
const firstChanges = 10;
const changesPerPage = 1000;

/**
 * Asks what a file would do; one of this machine is put aside in the landing bucket for as long as that takes.
 * @param all whether every changed record is wanted, or only the first
 */
export async function askForPlan(
  stack: Stack,
  unit: string,
  planned: Planned,
  all: boolean,
): Promise<FilePlan> {
  if ('landed' in planned) return await readPages(stack, { unit, file: planned.landed }, all);
  const aside = await putAside(stack, planned.local);
  try {
    return await readPages(stack, { unit, file: planned.local.key, aside: aside.key }, all);
  } finally {
    await stack.takeBack(aside);
  }
}

async function putAside(
  stack: Stack,
  { path, key, sizeBytes }: FileToLoad,
): Promise<{ key: string; versionId: string | null }> {
  const aside = `${planPrefix}${randomUUID()}/${posix.basename(key)}`;
  // An empty stream has no chunk to send, so an empty file is sent as an empty body.
  const body = sizeBytes === 0 ? Readable.from([Buffer.alloc(0)]) : createReadStream(path);
  const { versionId } = await stack.drop({ key: aside, body, sizeBytes }, () => undefined);
  return { key: aside, versionId };
}

async function readPages(
  stack: Stack,
  wanted: { unit: string; file: string; aside?: string },
  all: boolean,
): Promise<FilePlan> {
  const limit = all ? changesPerPage : firstChanges;
  const ask = (afterId?: string): Promise<FilePlan> =>
    stack.ask({ verb: 'plan', ...wanted, afterId, limit }, FilePlan);
  let plan = await ask();
  if (!all) return plan;
  while (plan.nextId !== null) {
    const page = await ask(plan.nextId);
    plan = { ...plan, changes: [...plan.changes, ...page.changes], nextId: page.nextId };
  }
  return plan;
}
