import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';

type Source = { queueArn: string; region: string };

/** The event that Lambda makes of a batch of messages. */
export function shapeQueueEvent(messages: readonly Message[], source: Source): SQSEvent {
  return { Records: messages.map((message) => shapeRecord(message, source)) };
}

function shapeRecord(message: Message, { queueArn, region }: Source): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes } as SQSRecord['attributes'],
    messageAttributes: shapeAttributes(message.MessageAttributes ?? {}),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function shapeAttributes(attributes: Record<string, MessageAttributeValue>): SQSMessageAttributes {
  const shaped = Object.entries(attributes).map(([name, value]) => [
    name,
    {
      ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
      ...(value.BinaryValue !== undefined && {
        binaryValue: Buffer.from(value.BinaryValue).toString('base64'),
      }),
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType ?? 'String',
    },
  ]);
  return Object.fromEntries(shaped) as SQSMessageAttributes;
}
