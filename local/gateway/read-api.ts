import type { Resource, StageTemplate } from '../template/stage-template.ts';

/** How a browser of another origin may use the API, as the template says. */
export type Cors = {
  origins: readonly string[];
  methods: readonly string[];
  requestHeaders: readonly string[];
  exposedHeaders: readonly string[];
  maxAgeSeconds: number | null;
};

/** Whose tokens open a route, and for whom they must be made. */
export type Authorizer = { issuer: string; audiences: readonly string[] };

export type Route = {
  /** `GET /api/pipeline/products`, or `$default`. */
  key: string;
  functionArn: string;
  /** Null: open to everybody. */
  authorizer: Authorizer | null;
  /** One of these, when there are any. */
  scopes: readonly string[];
};

export type HttpApi = { id: string; routes: readonly Route[]; cors: Cors | null };

type CorsConfiguration = {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  MaxAge?: number;
};
type JwtConfiguration = { Issuer?: string; Audience?: string[] };

/**
 * The HTTP API of a stage's templates; null when they have none.
 * @throws Error when there are several, or something of it is not known here
 */
export function readApi(template: StageTemplate): HttpApi | null {
  const [api, ...others] = template.list('AWS::ApiGatewayV2::Api');
  if (!api) return null;
  if (others.length > 0)
    throw new Error('The local stack runs one HTTP API, and the templates have several.');
  requireHttp(template, api);
  return {
    id: template.ref(api),
    routes: template.list('AWS::ApiGatewayV2::Route').map((route) => readRoute(template, route)),
    cors: readCors(template.property(api, 'CorsConfiguration') as CorsConfiguration | undefined),
  };
}

function requireHttp(template: StageTemplate, api: Resource): void {
  const stages = template.list('AWS::ApiGatewayV2::Stage').map((stage) => stage.name);
  if (template.text(api, 'ProtocolType') !== 'HTTP' || stages.join() !== '$default')
    throw new Error('The local stack knows HTTP APIs with the one stage $default.');
}

function readCors(cors: CorsConfiguration | undefined): Cors | null {
  return (
    (cors && {
      origins: cors.AllowOrigins ?? [],
      methods: cors.AllowMethods ?? [],
      requestHeaders: cors.AllowHeaders ?? [],
      exposedHeaders: cors.ExposeHeaders ?? [],
      maxAgeSeconds: cors.MaxAge ?? null,
    }) ??
    null
  );
}

function readRoute(template: StageTemplate, route: Resource): Route {
  const id = template.text(route, 'Target').replace(/^integrations\//, '');
  const integration = find(template, 'AWS::ApiGatewayV2::Integration', id);
  const [type, format] = [
    template.text(integration, 'IntegrationType'),
    template.text(integration, 'PayloadFormatVersion'),
  ];
  if (type !== 'AWS_PROXY' || format !== '2.0')
    throw new Error(`The local stack knows functions with payloads 2.0, not ${type} ${format} (${id}).`);
  return {
    key: template.text(route, 'RouteKey'),
    functionArn: template.text(integration, 'IntegrationUri'),
    authorizer: readAuthorizer(template, route),
    scopes: (template.property(route, 'AuthorizationScopes') ?? []) as string[],
  };
}

function readAuthorizer(template: StageTemplate, route: Resource): Authorizer | null {
  const type = template.text(route, 'AuthorizationType', 'NONE');
  if (type === 'NONE') return null;
  if (type !== 'JWT') throw new Error(`The local stack does not know the authorization ${type}.`);
  const id = template.text(route, 'AuthorizerId');
  const authorizer = find(template, 'AWS::ApiGatewayV2::Authorizer', id);
  const jwt = template.property(authorizer, 'JwtConfiguration') as JwtConfiguration;
  return { issuer: jwt.Issuer ?? '', audiences: jwt.Audience ?? [] };
}

function find(template: StageTemplate, type: string, id: string): Resource {
  const found = template.list(type).find((one) => template.ref(one) === id);
  if (found) return found;
  throw new Error(`The templates have no ${type} "${id}" for a route.`);
}
