import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
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
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { apiPath, openDocuments } from '#core/api/endpoint.ts';
import { databaseRole } from '#core/business-unit.ts';
import type { Env as PipelineApiEnv } from '../../lambdas/pipeline-api/env.ts';
import type { Assets } from '../bundling/bundle-assets.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { allowDatabaseSignIn } from '../constructs/statements.ts';
import { ThirdPartyLayer } from '../constructs/third-party-layer.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data.ts';

export type ApiStackProps = StackProps & { stage: StageSettings; assets: Assets; data: DataStack };

/** A client waits no longer: the gateway itself gives up after 30 s, a statement after 5. */
const timeoutSeconds = 10;
const preflightHours = 1;

/** The pipeline API: an HTTP API whose routes are those of the catalog, and the one function behind all of them. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, { stackName: `millrace-${props.stage.name}-api` });
    this.addStackDependency(props.data, 'the migrations run first');
    const api = this.#createApi(props.stage);
    this.#createStage(api, props.stage);
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
      throttle: { rateLimit: api.requestsPerSecond, burstLimit: api.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
  }

  #createFunction({ stage, assets, data }: ApiStackProps): PipelineFunction<PipelineApiEnv> {
    const layer = new ThirdPartyLayer(this, 'third-party', assets);
    return new PipelineFunction<PipelineApiEnv>(this, 'pipeline-api', {
      surroundings: { stage, assets, network: data.network, layer },
      name: 'pipeline-api',
      whenItFails: 'Frontends show no products, brands, SKUs or revenue; loading goes on.',
      timeoutSeconds,
      memoryMiB: stage.api.memoryMiB,
      environment: data.database.environment,
      statements: [allowDatabaseSignIn(data.database, [databaseRole(apiUnit, 'api')])],
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
