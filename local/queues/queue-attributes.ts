import type { Resource, StageTemplate } from '../template/stage-template.ts';

/** Those properties of a queue that are attributes of SQS's own API, under the same names. */
const attributeNames = [
  ...['FifoQueue', 'ContentBasedDeduplication', 'VisibilityTimeout', 'RedrivePolicy', 'DelaySeconds'],
  ...['MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'MaximumMessageSize'],
];

/** A queue's properties as the texts that CreateQueue takes. */
export function readQueueAttributes(template: StageTemplate, queue: Resource): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of attributeNames) {
    const value = template.property(queue, name);
    if (value === undefined) continue;
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : template.text(queue, name);
  }
  return attributes;
}
