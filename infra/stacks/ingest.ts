import { Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { databaseRole, type BusinessUnit } from '#core/business-unit.ts';
import type { Env as LoadFilesEnv } from '../../lambdas/load-files/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { alarmAboutFiles } from '../constructs/file-alarms.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { QueueFunction } from '../constructs/queue-function.ts';
import {
  allowDatabaseSignIn,
  allowObjectReads,
  allowSending,
  allowVersionListing,
} from '../constructs/statements.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import { landingPrefixes } from '../landing-prefixes.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data.ts';

export type IngestStackProps = StackProps & {
  stage: StageSettings;
  assets: Assets;
  data: DataStack;
  unit: BusinessUnit;
};

/** One business unit's way in: the rule that hears of its files, its queue, its loader. */
export class IngestStack extends Stack {
  readonly unit: BusinessUnit;
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: IngestStackProps) {
    super(scope, id, {
      stackName: `millrace-${props.stage.name}-ingest-${props.unit.name}`,
      tags: props.tags ?? {},
    });
    this.unit = props.unit;
    this.addStackDependency(props.data, 'the migrations run first');
    this.queue = this.#createLoader(props).queue;
    this.#ringOnArrival(props);
    alarmAboutFiles(this, props.stage, props.unit);
  }

  #createLoader({ stage, assets, data, unit }: IngestStackProps): QueueFunction<LoadFilesEnv> {
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    const objects = landingPrefixes(unit).map((prefix) => data.landingBucket.arnForPrefix(prefix));
    const loader = new QueueFunction<LoadFilesEnv>(this, 'load-files', {
      surroundings: { stage, assets, network: data.network, layer },
      name: 'load-files',
      unit: unit.name,
      queueName: `${unit.name}-landing`,
      whenItFails: `Files that land for ${unit.title} are not loaded: people and systems downstream see old data.`,
      timeoutSeconds: stage.loader.timeoutSeconds,
      memoryMiB: stage.loader.memoryMiB,
      environment: (queue) => ({
        BUSINESS_UNIT: unit.name,
        LANDING_BUCKET: data.landingBucket.bucketName,
        QUEUE_URL: queue.queueUrl,
        COPY_CONNECTIONS: `${stage.loader.copyConnections}`,
        ...data.database.environment,
      }),
      statements: [
        allowDatabaseSignIn(data.database, [databaseRole(unit.name, 'loader')]),
        allowObjectReads(objects),
        allowVersionListing(data.landingBucket, landingPrefixes(unit)),
      ],
      // It rings its own bell when its time runs out; Lambda would take sixteen rings in a row for an accident.
      options: { recursiveLoop: RecursiveLoop.ALLOW },
    });
    loader.function.role.addToPolicy(allowSending([loader.queue]));
    for (const arn of objects)
      acknowledgeWildcard(loader.function.role, arn, 'Every file that lands for the unit.');
    return loader;
  }

  #ringOnArrival({ stage, data, unit }: IngestStackProps): void {
    const deadLetterQueue = new DeadLetterQueue(this, 'rule-dead-letters', {
      stage,
      queueName: `millrace-${stage.name}-${unit.name}-rule-dlq`,
      whatIsLost: `Files of ${unit.title} landed and their loader was not told: they are loaded later than usual.`,
    });
    new events.Rule(this, 'object-created', {
      ruleName: `millrace-${stage.name}-${unit.name}-object-created`,
      description: `Rings the loader of ${unit.title} for every object that lands under its prefixes`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [data.landingBucket.bucketName] },
          object: { key: landingPrefixes(unit).map((prefix) => ({ prefix })) },
        },
      },
      targets: [
        new SqsQueue(this.queue, {
          messageGroupId: unit.name,
          // An input transformer would escape nothing and drop what is missing.
          message: events.RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue,
        }),
      ],
    });
  }
}
