import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { apiUnit } from '#catalog/endpoints.ts';
import { databaseRole } from '#core/business-unit.ts';
import type { Env as DrainWriteBacksEnv } from '../../lambdas/drain-write-backs/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { ConnectorSecret } from '../constructs/connector-secret.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { QueueFunction } from '../constructs/queue-function.ts';
import { allowDatabaseSignIn, allowSecretRead, allowSending } from '../constructs/statements.ts';
import { alarmAboutWriteBacks } from '../constructs/write-back-alarms.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data.ts';

export type WriteBacksStackProps = StackProps & { stage: StageSettings; assets: Assets; data: DataStack };

/** How often the drain looks by itself. */
export const drainEveryMinutes = 5;

/** What goes back to the systems that the data came from: the accounts there, the bell, and the function that drains. */
export class WriteBacksStack extends Stack {
  /** Whoever adds write-backs rings here. */
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: WriteBacksStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-write-backs`, tags: props.tags ?? {} });
    this.addStackDependency(props.data, 'the migrations run first');
    const drainer = this.#createDrainer(props);
    drainer.function.role.addToPolicy(allowSending([drainer.queue]));
    // Finds what nobody rang for: rows that others add, and what waits for a time.
    new FunctionSchedule(this, 'every-five-minutes', drainer.function, {
      schedule: ScheduleExpression.rate(Duration.minutes(drainEveryMinutes)),
      input: { because: 'schedule' },
      staleAfterSeconds: drainEveryMinutes * 60,
      longestSilence: Duration.minutes(3 * drainEveryMinutes),
    });
    alarmAboutWriteBacks(this, props.stage, apiUnit);
    this.queue = drainer.queue;
  }

  #createDrainer({ stage, assets, data }: WriteBacksStackProps): QueueFunction<DrainWriteBacksEnv> {
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    const airtable = new ConnectorSecret(this, 'airtable', { stage, destination: 'airtable' });
    const asana = new ConnectorSecret(this, 'asana', { stage, destination: 'asana' });
    return new QueueFunction<DrainWriteBacksEnv>(this, 'drain-write-backs', {
      surroundings: { stage, assets, network: data.network, layer },
      name: 'drain-write-backs',
      queueName: 'write-backs',
      whenItFails: 'Airtable and Asana do not learn what people edit; the API shows the edits all the same.',
      timeoutSeconds: 900,
      memoryMiB: 512,
      outbound: true,
      environment: (queue) => ({
        BUSINESS_UNIT: apiUnit,
        QUEUE_URL: queue.queueUrl,
        AIRTABLE_SECRET_ARN: airtable.secretArn,
        ASANA_SECRET_ARN: asana.secretArn,
        ...data.database.environment,
      }),
      statements: [
        allowDatabaseSignIn(data.database, [databaseRole(apiUnit, 'drainer')]),
        allowSecretRead(airtable),
        allowSecretRead(asana),
      ],
      options: {
        // It rings its own bell when its time runs out; Lambda would take sixteen rings in a row for an accident.
        recursiveLoop: RecursiveLoop.ALLOW,
        // A run of the schedule that failed is not repeated: the next one is due before a repetition would be.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(drainEveryMinutes),
      },
    });
  }
}
