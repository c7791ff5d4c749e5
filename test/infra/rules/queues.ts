import { describe, expect, test } from 'vitest';
import { liveUnits } from '../../../infra/live-units.ts';
import { attribute, type Deployment } from '../deployment.ts';

export function ruleQueues(deployment: Deployment): void {
  const { stage, all, named, full } = deployment;
  const targets = () => [
    ...all('AWS::Events::Rule').flatMap(({ stack, Properties }) =>
      Properties.Targets.map((target: any) => ({ stack, target })),
    ),
    ...all('AWS::Scheduler::Schedule').map(({ stack, Properties }) => ({ stack, target: Properties.Target })),
  ];

  describe('queues', () => {
    test('every queue has a dead-letter queue or is one', () => {
      const queues = all('AWS::SQS::Queue');
      const deadLetterArns = new Set([
        ...queues.map(({ stack, Properties }) => `${stack} ${Properties.RedrivePolicy?.deadLetterTargetArn}`),
        ...targets().map(({ stack, target }) => `${stack} ${target.DeadLetterConfig?.Arn}`),
      ]);
      const lone = queues.filter(
        (queue) =>
          !queue.Properties.RedrivePolicy && !deadLetterArns.has(`${queue.stack} ${attribute(queue, 'Arn')}`),
      );
      expect(lone.map(({ Properties }) => Properties.QueueName)).toEqual([]);
    });

    test('every rule and every schedule has a dead-letter queue, and it is a standard one', () => {
      for (const { stack, target } of targets()) {
        const queue = all('AWS::SQS::Queue').find(
          (candidate) =>
            candidate.stack === stack && attribute(candidate, 'Arn') === target.DeadLetterConfig?.Arn,
        );
        expect(queue, `the dead-letter queue of a target in ${stack}`).toBeDefined();
        expect(queue?.Properties.FifoQueue, queue?.Properties.QueueName).toBeUndefined();
      }
    });

    test.each(liveUnits(stage))(
      'what fails three times for $name waits in its own queue and goes back to no other',
      ({ name }) => {
        const queue = named('AWS::SQS::Queue', `${name}-landing.fifo`);
        const deadLetters = named('AWS::SQS::Queue', `${name}-landing-dlq.fifo`);
        expect(queue.Properties.RedrivePolicy).toEqual({
          deadLetterTargetArn: attribute(deadLetters, 'Arn'),
          maxReceiveCount: 3,
        });
        expect(deadLetters.Properties.FifoQueue).toBe(true);
        expect(deadLetters.Properties.RedriveAllowPolicy).toEqual({
          redrivePermission: 'byQueue',
          sourceQueueArns: [`arn:aws:sqs:us-east-1:000000000000:${full(`${name}-landing.fifo`)}`],
        });
      },
    );

    test('a message comes back a minute after its function would have been stopped', () => {
      for (const mapping of all('AWS::Lambda::EventSourceMapping')) {
        const inStack = (type: string) => all(type).filter(({ stack }) => stack === mapping.stack);
        const queue = inStack('AWS::SQS::Queue').find(
          (candidate) => attribute(candidate, 'Arn') === mapping.Properties.EventSourceArn,
        );
        const consumer = inStack('AWS::Lambda::Function').find(
          ({ id }) => `<${id}>` === mapping.Properties.FunctionName,
        );
        expect(queue?.Properties.VisibilityTimeout, mapping.stack).toBe(consumer?.Properties.Timeout + 60);
      }
    });
  });
}
