import type { Context, SQSEvent } from 'aws-lambda';
import { boot } from './boot.ts';

let drainer: ReturnType<typeof boot> | null = null;

/** A ring of the queue, or the schedule. */
export const handler = (event: Partial<SQSEvent>, context: Context): Promise<unknown> => {
  drainer ??= boot(process.env);
  return event.Records ? drainer.answer({ Records: event.Records }, context) : drainer.drain(context);
};
