import { describe, expect, test } from 'vitest';
import { endpoints } from '#catalog/endpoints.ts';
import { attribute, type Deployment, type DeployedResource } from '../deployment.ts';

export function ruleApi({ stage, all, named }: Deployment): void {
  describe('the pipeline API', () => {
    const routes = () => all('AWS::ApiGatewayV2::Route');

    test('has the routes of the table and those that describe it, and no other', () => {
      const expected = [
        ...endpoints.map(({ method, path }) => `${method} /api/pipeline${path}`),
        'GET /api/pipeline/openapi.json',
        'GET /api/pipeline/docs',
      ];
      expect(routes().map(({ Properties }) => Properties.RouteKey)).toEqual(expected);
    });

    test('takes tokens of the stage’s issuer for its audience wherever there is data', () => {
      const [authorizer, ...others] = all('AWS::ApiGatewayV2::Authorizer');
      expect(others).toEqual([]);
      expect(authorizer?.Properties).toMatchObject({
        AuthorizerType: 'JWT',
        JwtConfiguration: {
          Issuer: expect.stringMatching(/^https:/),
          Audience: [expect.stringMatching(/./)],
        },
      });
      const open = routes().filter(
        ({ Properties }) =>
          Properties.AuthorizerId !== `<${authorizer?.id}>` || Properties.AuthorizationType !== 'JWT',
      );
      expect(open.map(({ Properties }) => Properties.RouteKey)).toEqual([
        'GET /api/pipeline/openapi.json',
        'GET /api/pipeline/docs',
      ]);
    });

    test('is one function, throttled, logged, and open to named origins only', () => {
      const [integration, ...others] = all('AWS::ApiGatewayV2::Integration');
      const api = named('AWS::Lambda::Function', 'pipeline-api');
      expect(others).toEqual([]);
      expect(integration?.Properties).toMatchObject({
        IntegrationUri: attribute(api, 'Arn'),
        PayloadFormatVersion: '2.0',
      });
      const [gateway] = all('AWS::ApiGatewayV2::Stage');
      const log = named('AWS::Logs::LogGroup', `/millrace/${stage.name}/pipeline-api-access`);
      expect(gateway?.Properties).toMatchObject({
        StageName: '$default',
        DefaultRouteSettings: {
          ThrottlingRateLimit: expect.any(Number),
          ThrottlingBurstLimit: expect.any(Number),
        },
        AccessLogSettings: { DestinationArn: attribute(log, 'Arn') },
      });
      const [{ Properties }] = all('AWS::ApiGatewayV2::Api') as [DeployedResource];
      expect(Properties.CorsConfiguration.AllowOrigins).not.toContain('*');
      expect(Properties.CorsConfiguration.AllowHeaders).toContain('authorization');
    });
  });
}
