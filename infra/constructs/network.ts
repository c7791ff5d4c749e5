import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { apiUnit } from '#catalog/endpoints.ts';
import type { StageSettings } from '../stages.ts';

/** The unit whose edits are written back to the systems they come from. */
const callingUnit = apiUnit;

/** Behind the others, so that their addresses stay when these come. Nothing but the gateways sits in `public`. */
const waysOut: ec2.SubnetConfiguration[] = [
  { name: 'outbound', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
  { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
];

/**
 * Where the database and the functions live: private subnets without a route to the internet. S3 is reached through
 * a gateway endpoint, SQS and Secrets Manager through interface endpoints. Only what calls other systems sits in subnets
 * with a way out, and only a stage in which something does has them.
 */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  /** Worn by every function, so that the stacks that add functions add no rule to the database's group. */
  readonly functionSecurityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const callsOut = stage.units.includes(callingUnit);
    this.vpc = new ec2.Vpc(this, 'vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/20'),
      maxAzs: 2,
      natGateways: callsOut ? stage.network.natGateways : 0,
      subnetConfiguration: [
        { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 23 },
        ...(callsOut ? waysOut : []),
      ],
      // Emptying the default group takes a custom resource with a function of its own; nothing wears that group.
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addGatewayEndpoint('s3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.#logRejections(stage);

    this.functionSecurityGroup = new ec2.SecurityGroup(this, 'functions', {
      vpc: this.vpc,
      description: 'The functions: out to the database and to AWS, nothing in',
      allowAllOutbound: false,
    });
    // S3 answers from public addresses, which only the gateway endpoint's route reaches.
    this.functionSecurityGroup.addEgressRule(
      ec2.Peer.anyIpv4(),
      ec2.Port.HTTPS,
      'AWS through the endpoints, and other systems where there is a way out',
    );
    this.#addInterfaceEndpoints();
  }

  /** For functions that call other systems. Where no unit does, they are never asked for. */
  get outboundSubnets(): ec2.ISubnet[] {
    return this.vpc.privateSubnets;
  }

  /** What was turned away is what explains a connection that does not come about. */
  #logRejections(stage: StageSettings): void {
    const logGroup = new logs.LogGroup(this, 'rejections', {
      logGroupName: `/millrace/${stage.name}/network-rejections`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('rejections', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
  }

  #addInterfaceEndpoints(): void {
    const endpoints = new ec2.SecurityGroup(this, 'endpoints', {
      vpc: this.vpc,
      description: 'The interface endpoints: in from the functions',
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(this.functionSecurityGroup, ec2.Port.HTTPS, 'the functions');
    const services = {
      sqs: ec2.InterfaceVpcEndpointAwsService.SQS,
      'secrets-manager': ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    };
    for (const [id, service] of Object.entries(services)) {
      this.vpc.addInterfaceEndpoint(id, {
        service,
        // Named, so that they do not move when subnets with a way out come or go.
        subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        securityGroups: [endpoints],
        open: false,
      });
    }
  }
}
