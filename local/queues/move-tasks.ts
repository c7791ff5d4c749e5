import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { moveMessages } from './move-messages.ts';
import { QueueError } from './queue-error.ts';
import { listQueues, type KnownQueue } from './queue-directory.ts';

type StartRequest = { SourceArn?: string; DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number };
type ListRequest = { SourceArn?: string; MaxResults?: number };

/** A task as ListMessageMoveTasks shows it; it has a handle only while it runs. */
type MoveTask = {
  TaskHandle?: string;
  Status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  SourceArn: string;
  DestinationArn?: string;
  MaxNumberOfMessagesPerSecond?: number;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  FailureReason?: string;
  StartedTimestamp: number;
};

const greatestRate = 500;
const mostResults = 10;

/**
 * The redrive of a dead-letter queue as SQS offers it: tasks that move what lies there to the queue that it came from,
 * or to another. The rate is checked and shown; on one machine nothing needs to be slowed down.
 */
export class MoveTasks {
  readonly #client: SQSClient;
  #tasks: MoveTask[] = [];

  constructor(client: SQSClient) {
    this.#client = client;
  }

  /** @throws QueueError as SQS documents it */
  async start(request: StartRequest): Promise<{ TaskHandle: string }> {
    requireBetween('MaxNumberOfMessagesPerSecond', request.MaxNumberOfMessagesPerSecond, 1, greatestRate);
    const queues = await listQueues(this.#client);
    const source = requireDeadLetterQueue(queues, request.SourceArn);
    const destination = chooseDestination(queues, source, request.DestinationArn);
    if (this.#tasks.some((task) => task.SourceArn === source.arn && task.Status === 'RUNNING')) {
      throw new QueueError(
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed.',
      );
    }
    const TaskHandle = randomUUID();
    const task: MoveTask = {
      TaskHandle,
      Status: 'RUNNING',
      SourceArn: source.arn,
      ...(request.DestinationArn !== undefined && { DestinationArn: request.DestinationArn }),
      ...(request.MaxNumberOfMessagesPerSecond !== undefined && {
        MaxNumberOfMessagesPerSecond: request.MaxNumberOfMessagesPerSecond,
      }),
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.waiting,
      StartedTimestamp: Date.now(),
    };
    this.#tasks = [task, ...this.#tasks];
    void this.#run(task, source, destination);
    return { TaskHandle };
  }

  /**
   * The newest tasks of a queue first.
   * @throws QueueError as SQS documents it
   */
  async list({ SourceArn, MaxResults = 1 }: ListRequest): Promise<{ Results: MoveTask[] }> {
    requireBetween('MaxResults', MaxResults, 1, mostResults);
    const source = requireDeadLetterQueue(await listQueues(this.#client), SourceArn);
    return { Results: this.#tasks.filter((task) => task.SourceArn === source.arn).slice(0, MaxResults) };
  }

  /** Never rejects: how it ended stands in the task. */
  async #run(task: MoveTask, source: KnownQueue, destination: KnownQueue): Promise<void> {
    try {
      await moveMessages(this.#client, source, destination, source.waiting, () => {
        task.ApproximateNumberOfMessagesMoved += 1;
      });
      task.Status = 'COMPLETED';
    } catch (error) {
      task.Status = 'FAILED';
      task.FailureReason = (error as Error).message;
    }
    delete task.TaskHandle;
  }
}

function requireBetween(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new QueueError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}.`,
  );
}

function requireQueue(queues: readonly KnownQueue[], arn: string | undefined): KnownQueue {
  const queue = queues.find((candidate) => candidate.arn === arn);
  if (queue) return queue;
  throw new QueueError(
    'ResourceNotFoundException',
    `The resource that you specified does not exist: ${arn}.`,
  );
}

function requireDeadLetterQueue(queues: readonly KnownQueue[], arn: string | undefined): KnownQueue {
  const queue = requireQueue(queues, arn);
  if (queues.some(({ deadLetterArn }) => deadLetterArn === queue.arn)) return queue;
  throw new QueueError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
}

/** The queue that is named, or the one that the messages came from. */
function chooseDestination(
  queues: readonly KnownQueue[],
  source: KnownQueue,
  arn: string | undefined,
): KnownQueue {
  const origins = queues.filter(({ deadLetterArn }) => deadLetterArn === source.arn);
  if (arn === undefined && origins.length > 1) {
    throw new QueueError(
      'UnsupportedOperation',
      'Several queues have this dead-letter queue, and this SQS does not note which a message came from: name one.',
    );
  }
  const destination = requireQueue(queues, arn ?? origins[0]?.arn);
  if (destination.arn === source.arn || destination.isFifo !== source.isFifo) {
    throw new QueueError(
      'InvalidParameterValue',
      'The destination must be another queue, of the same type as the source.',
    );
  }
  return destination;
}
