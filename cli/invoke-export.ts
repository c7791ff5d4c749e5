import { setTimeout as sleep } from 'node:timers/promises';
import { ExportOutcome, type ExportRequest } from '#core/export/export-request.ts';
import { ExportsResponse, type ExportRun } from '#core/operate/export-responses.ts';
import type { Stack } from './connect-stack.ts';
import { refuseAnswer } from './refuse-answer.ts';

const pollMs = 500;

/** Has the function of a unit write its CSVs, and tells meanwhile how far the run is. */
export async function invokeExport(
  stack: Stack,
  unit: string,
  request: Omit<ExportRequest, 'because'>,
  onPoll: (run: ExportRun) => void,
): Promise<ExportOutcome> {
  const asked: ExportRequest = { because: 'person', ...request };
  const over = new AbortController();
  const invoked = stack.invoke(`export-csv-${unit}`, asked).finally(() => over.abort());
  const [answer] = await Promise.all([invoked, pollRun(stack, unit, onPoll, over.signal)]);
  const outcome = ExportOutcome.safeParse(answer);
  if (outcome.success) return outcome.data;
  throw refuseAnswer(outcome.error);
}

/** What it cannot be told does not matter: the run's own answer does. */
async function pollRun(
  stack: Stack,
  unit: string,
  onPoll: (run: ExportRun) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const answer = await stack.ask({ verb: 'exports', unit, limit: 1 }, ExportsResponse).catch(() => null);
    const run = answer?.runs[0];
    if (run?.status === 'running' && !signal.aborted) onPoll(run);
  }
}
