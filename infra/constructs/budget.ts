import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { stageTag } from '../stage-tag.ts';

/** Tells the stage's subscribers when a month costs more than it should: once it does nearly, and when it will. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, stage: StageSettings, topic: ITopic) {
    super(scope, id);
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const notice = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers,
    });
    new CfnBudget(this, 'budget', {
      budget: {
        budgetName: `millrace-${stage.name}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: stage.budget.monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${stageTag}$${stage.name}`] },
      },
      notificationsWithSubscribers: [notice('ACTUAL', 80), notice('FORECASTED', 100)],
    });
  }
}
