import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { apiPath, openDocuments } from '#core/api/endpoint.ts';
import { databaseRole } from '#core/business-unit.ts';
import type { Env as PipelineApiEnv } from '../../lambdas/pipeline-api/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { alarmAboutApi } from '../constructs/api-alarms.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { allowDatabaseSignIn, allowSending } from '../constructs/statements.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data.ts';

export type ApiStackProps = StackProps & {
  stage: StageSettings;
  assets: Assets;
  data: DataStack;
  /** The bell of whoever brings edits to where they belong. */
  writeBacks: IQueue;
};

/**
 * A client waits no longer, and the gateway gives up after 30 s. A write connects twice, for 3 s at the most, and asks three
 * times, for 5: to change something, for the tag, and for the answer.
 */
const timeoutSeconds = 25;
const preflightHours = 1;

/** The pipeline API: an HTTP API whose routes are those of the catalog, and the one function behind all of them. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-api`, tags: props.tags ?? {} });
    this.addStackDependency(props.data, 'the migrations run first');
    const api = this.#createApi(props.stage);
    this.#createStage(api, props.stage);
    alarmAboutApi(this, props.stage, api.apiId);
    const pipelineApi = this.#createFunction(props);
    const integration = new HttpLambdaIntegration('pipeline-api', pipelineApi.function);
    const { issuer, audience } = props.stage.api;
    const signedIn = new HttpJwtAuthorizer('tokens', issuer, { jwtAudience: [audience] });
    const add = (method: HttpMethod, path: string, authorizer: IHttpRouteAuthorizer) =>
      api.addRoutes({ path: `${apiPath}${path}`, methods: [method], integration, authorizer });
    // Scopes are checked by the function, whose refusals say what is missing; the gateway's are a bare "Forbidden".
    for (const { method, path } of endpoints) add(HttpMethod[method], path, signedIn);
    for (const path of Object.values(openDocuments)) {
      for (const route of add(HttpMethod.GET, path, new HttpNoneAuthorizer()))
        acknowledge(route, 'AwsSolutions-APIG4', 'What the API is, is open to everybody; it holds no data.');
    }
  }

  #createApi({ name, api }: StageSettings): HttpApi {
    return new HttpApi(this, 'api', {
      apiName: `millrace-${name}-pipeline`,
      description: 'What the pipeline holds for frontends: what there is, what is missing, how fresh it is',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...api.origins],
        allowMethods: [...new Set(endpoints.map(({ method }) => CorsHttpMethod[method]))],
        allowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match'],
        exposeHeaders: ['etag', 'retry-after'],
        maxAge: Duration.hours(preflightHours),
      },
    });
  }

  #createStage(httpApi: HttpApi, { name, api, logRetentionDays }: StageSettings): void {
    const accessLog = new logs.LogGroup(this, 'access-log', {
      logGroupName: `/millrace/${name}/pipeline-api-access`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      ...(api.domain && { domainMapping: { domainName: this.#nameDomain(api.domain) } }),
      throttle: { rateLimit: api.requestsPerSecond, burstLimit: api.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
  }

  /** Whoever owns the name's zone points it at the regional name that is the stack's output. */
  #nameDomain({ name, certificateArn }: { name: string; certificateArn: string }): DomainName {
    const certificate = Certificate.fromCertificateArn(this, 'certificate', certificateArn);
    const domain = new DomainName(this, 'domain', { domainName: name, certificate });
    new CfnOutput(this, 'DomainTarget', { value: domain.regionalDomainName });
    return domain;
  }

  #createFunction({ stage, assets, data, writeBacks }: ApiStackProps): PipelineFunction<PipelineApiEnv> {
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    return new PipelineFunction<PipelineApiEnv>(this, 'pipeline-api', {
      surroundings: { stage, assets, network: data.network, layer },
      name: 'pipeline-api',
      whenItFails: 'Frontends show no products, brands, SKUs or revenue; loading goes on.',
      timeoutSeconds,
      memoryMiB: stage.api.memoryMiB,
      environment: { ...data.database.environment, WRITE_BACKS_QUEUE_URL: writeBacks.queueUrl },
      statements: [
        allowDatabaseSignIn(data.database, [databaseRole(apiUnit, 'api')]),
        allowSending([writeBacks]),
      ],
    });
  }
}

/** One line for each request: who asked for what, and what came of it. No query: it may say more than it should. */
const accessLogLine = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  subject: '$context.authorizer.claims.sub',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  error: '$context.error.message',
};
