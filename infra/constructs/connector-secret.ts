import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Destination } from '#core/write-back/connector.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './pin-logical-id.ts';

/** Never changed: the secret is kept when its stack forgets it. The local stack knows the accounts by them. */
const logicalIds: Record<Destination, string> = { airtable: 'AirtableAccount', asana: 'AsanaAccount' };

/**
 * Where a third party is and who we are there, `millrace-<stage>-airtable`. It begins with letters that nobody knows and
 * nothing can be done with; people put the account in, and no deployment takes it out again.
 */
export class ConnectorSecret extends Secret {
  constructor(scope: Construct, id: string, props: { stage: StageSettings; destination: Destination }) {
    const { stage, destination } = props;
    super(scope, id, {
      secretName: `millrace-${stage.name}-${destination}`,
      description: `The account at ${destination}, as docs/operations.md says under "Credentials of third parties".`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    pinLogicalId(this, logicalIds[destination]);
    acknowledge(
      this,
      'AwsSolutions-SMG4',
      'The third party gives the token, and no call of ours could renew it: people do, as the operations manual says.',
    );
  }
}
