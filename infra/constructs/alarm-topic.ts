import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { alarmTopicName } from './alarm.ts';

/** Who sends to it. AWS's own key for SNS cannot be opened to them, so the topic has one of ours. */
const senders = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];

/** Where the alarms of a stage go, and who hears of them. Encrypted, and spoken to by TLS alone. */
export class AlarmTopic extends sns.Topic {
  constructor(scope: Construct, id: string, stage: StageSettings) {
    const key = new kms.Key(scope, `${id}-key`, {
      description: `The alarms of Millrace, stage ${stage.name}, on their way`,
      enableKeyRotation: true,
      // It encrypts nothing that is kept.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, { topicName: alarmTopicName(stage), masterKey: key, enforceSSL: true });
    for (const sender of senders) {
      // For this account alone; what lets them send lets them use the key as well.
      const conditions = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
      this.grantPublish(new iam.ServicePrincipal(sender, { conditions }));
    }
    for (const subscriber of stage.alarms.subscribers)
      this.addSubscription(
        'email' in subscriber
          ? new EmailSubscription(subscriber.email)
          : new UrlSubscription(subscriber.https),
      );
  }
}
