import type { SQSClient } from '@aws-sdk/client-sqs';
import type { buildApp } from 'fauxqs';
import { MoveTasks } from './move-tasks.ts';
import { QueueError } from './queue-error.ts';

type App = ReturnType<typeof buildApp>;
type Action = (request: object) => Promise<object>;

/** What an error was called in SQS's first protocol, where it is not the same: the SDK takes that for its name. */
const olderCodes: Record<string, string> = {
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/**
 * Adds the actions of a redrive to an SQS that does not have them.
 * @param clientOf gives a client of that same SQS
 */
export function serveMoveTasks(app: App, clientOf: () => SQSClient): void {
  let tasks: MoveTasks | undefined;
  const opened = () => (tasks ??= new MoveTasks(clientOf()));
  const actions = new Map<unknown, Action>([
    ['AmazonSQS.StartMessageMoveTask', (request) => opened().start(request)],
    ['AmazonSQS.ListMessageMoveTasks', (request) => opened().list(request)],
  ]);
  app.addHook('preHandler', async (request, reply) => {
    const action = actions.get(request.headers['x-amz-target']);
    if (!action) return;
    reply.header('content-type', 'application/x-amz-json-1.0');
    try {
      await reply.send(await action(request.body as object));
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      await reply
        .status(400)
        .header('x-amzn-query-error', `${olderCodes[error.code] ?? error.code};Sender`)
        .send({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message });
    }
  });
}
