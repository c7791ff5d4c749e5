import type { Message } from '@aws-sdk/client-sqs';
import type { InvocationResult } from '../functions/invocation.ts';

/**
 * The messages of a batch that are done and may be deleted: none after an error of the function, all after its end
 * unless it reports failures and is asked for them. A report that names what was not in the batch, or is not of that
 * shape, means that none is done: so it is on Lambda.
 */
export function readDoneMessages(
  messages: readonly Message[],
  result: InvocationResult,
  reportsFailures: boolean,
): readonly Message[] {
  if (result.functionError !== null) return [];
  if (!reportsFailures) return messages;
  const failed = readFailures(result.payload);
  const ids = new Set(messages.map((message) => message.MessageId));
  if (failed === null || !failed.every((id) => ids.has(id))) return [];
  return messages.filter((message) => !failed.includes(message.MessageId ?? ''));
}

/** The ids of failed messages; null when the answer cannot be read. */
function readFailures(payload: string): string[] | null {
  const answer = JSON.parse(payload || 'null') as {
    batchItemFailures?: { itemIdentifier?: unknown }[] | null;
  } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return null;
  const ids = failures.map((failure) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '') ? (ids as string[]) : null;
}
