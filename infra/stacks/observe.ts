import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { Budget } from '../constructs/budget.ts';
import { Dashboard } from '../constructs/dashboard.ts';
import type { StageSettings } from '../stages.ts';

export type ObserveStackProps = StackProps & { stage: StageSettings };

/**
 * What people look at and hear of: the topic of the stage's alarms, its dashboard, its budget. It knows the others by
 * their names alone and is deployed first; alarms live with what they watch.
 */
export class ObserveStack extends Stack {
  constructor(scope: Construct, id: string, props: ObserveStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-observe`, tags: props.tags ?? {} });
    const { stage } = props;
    const topic = new AlarmTopic(this, 'alarms', stage);
    new Budget(this, 'budget', stage, topic);
    new Dashboard(this, 'dashboard', stage);
  }
}
