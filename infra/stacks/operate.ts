import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { databaseRole, reconcilerRole, type RolePurpose } from '#core/business-unit.ts';
import { planPrefix } from '#core/landing/plan-prefix.ts';
import type { Env as ConfigureExportsEnv } from '../../lambdas/configure-exports/env.ts';
import type { Env as OperateEnv } from '../../lambdas/operate/env.ts';
import type { Env as ReconcileLandingEnv } from '../../lambdas/reconcile-landing/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { alarmAboutNoUnit } from '../constructs/no-unit-alarms.ts';
import { PipelineFunction, type Surroundings } from '../constructs/pipeline-function.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
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
import type { IngestStack } from './ingest.ts';

export type OperateStackProps = StackProps & {
  stage: StageSettings;
  assets: Assets;
  data: DataStack;
  ingest: readonly IngestStack[];
};

/** What looks after all units: the reconciler on its schedule, and the functions that the command line talks to. */
export class OperateStack extends Stack {
  constructor(scope: Construct, id: string, props: OperateStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-operate`, tags: props.tags ?? {} });
    const { stage, assets, data } = props;
    this.addStackDependency(data, 'the migrations run first');
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    const surroundings = { stage, assets, network: data.network, layer };
    this.#addReconciler(props, surroundings);
    this.#addOperator(props, surroundings);
    this.#addConfigurer(props, surroundings);
  }

  #addReconciler(props: OperateStackProps, surroundings: Surroundings): void {
    const { stage, data, ingest } = props;
    new ScheduledFunction<ReconcileLandingEnv>(this, 'reconcile-landing', {
      surroundings,
      name: 'reconcile-landing',
      whenItFails:
        'Files that no event announced, and work that waits for a time, lie until the next file lands.',
      schedule: everyFewMinutes(stage.reconcileEveryMinutes),
      staleAfterSeconds: stage.reconcileEveryMinutes * 60,
      longestSilence: Duration.minutes(Math.max(15, 3 * stage.reconcileEveryMinutes)),
      timeoutSeconds: 300,
      memoryMiB: 512,
      environment: this.#environment(props),
      statements: [
        allowDatabaseSignIn(data.database, [...this.#roles(props, 'reader'), reconcilerRole]),
        allowVersionListing(data.landingBucket),
        allowSending(ingest.map((stack) => stack.queue)),
      ],
    });
    alarmAboutNoUnit(this, stage);
  }

  #addOperator(props: OperateStackProps, surroundings: Surroundings): void {
    const { data, ingest } = props;
    const prefixes = new Set([planPrefix, ...ingest.flatMap(({ unit }) => landingPrefixes(unit))]);
    const objects = [...prefixes].map((prefix) => data.landingBucket.arnForPrefix(prefix));
    const operate = new PipelineFunction<OperateEnv>(this, 'operate', {
      surroundings,
      name: 'operate',
      whenItFails: 'The command line answers nothing; loading goes on.',
      // Whatever it is asked takes a moment, but for the plan of a large file and the verification of a large feed.
      timeoutSeconds: 900,
      memoryMiB: 512,
      environment: this.#environment(props),
      statements: [
        allowDatabaseSignIn(data.database, this.#roles(props, 'operator')),
        allowObjectReads(objects),
        allowSending(ingest.map((stack) => stack.queue)),
      ],
    });
    for (const arn of objects)
      acknowledgeWildcard(operate.role, arn, 'A plan looks at any file that landed or was put aside for it.');
  }

  #addConfigurer(props: OperateStackProps, surroundings: Surroundings): void {
    const { data, ingest } = props;
    new PipelineFunction<ConfigureExportsEnv>(this, 'configure-exports', {
      surroundings,
      name: 'configure-exports',
      whenItFails: 'Exports can be neither configured nor compared; they are written as they were.',
      // Explaining what made two runs differ reads their histories.
      timeoutSeconds: 300,
      memoryMiB: 512,
      environment: {
        UNITS: JSON.stringify(ingest.map(({ unit }) => unit.name)),
        ...data.database.environment,
      },
      statements: [allowDatabaseSignIn(data.database, this.#roles(props, 'operator'))],
    });
  }

  #environment({
    data,
    ingest,
  }: OperateStackProps): Record<keyof (OperateEnv & ReconcileLandingEnv), string> {
    const queueUrls = Object.fromEntries(ingest.map((stack) => [stack.unit.name, stack.queue.queueUrl]));
    return {
      LANDING_BUCKET: data.landingBucket.bucketName,
      QUEUE_URLS: this.toJsonString(queueUrls),
      ...data.database.environment,
    };
  }

  #roles({ ingest }: OperateStackProps, purpose: RolePurpose): string[] {
    return ingest.map((stack) => databaseRole(stack.unit.name, purpose));
  }
}

/** On minutes that the step divides: the reconciler goes by the clock when it lists the bucket. */
function everyFewMinutes(step: number): ScheduleExpression {
  if (step === 1) return ScheduleExpression.rate(Duration.minutes(1));
  return ScheduleExpression.cron({ minute: `0/${step}` });
}
