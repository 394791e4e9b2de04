/** Owns the HTTP API: the routes, who may call them, and how much in all. */
import { CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

const ROUTES: readonly [HttpMethod, string][] = [
  [HttpMethod.POST, '/rate'],
  [HttpMethod.POST, '/rate/batch'],
  [HttpMethod.GET, '/ratings'],
  [HttpMethod.DELETE, '/ratings'],
  [HttpMethod.DELETE, '/account']
];
/** Of all people together, requests a second. */
const RATE_LIMIT = 500;
const BURST_LIMIT = 1000;

/** CORS is the application's: it answers the same here and locally. OPTIONS has no token, so it has its own route. */
export function createGateway(
  scope: Construct,
  handler: NodejsFunction,
  issuer: string,
  clientId: string,
  allowsOtherOrigins: boolean
): HttpApi {
  const authorizer = new HttpJwtAuthorizer('Cognito', issuer, { jwtAudience: [clientId] });
  const api = new HttpApi(scope, 'Api', { defaultAuthorizer: authorizer });
  const integration = new HttpLambdaIntegration('ApiIntegration', handler);
  for (const [method, path] of ROUTES) api.addRoutes({ path, methods: [method], integration });
  const anybody = new HttpNoneAuthorizer();
  api.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration, authorizer: anybody });
  api.addRoutes({ path: '/counters', methods: [HttpMethod.POST], integration, authorizer: anybody });
  if (allowsOtherOrigins) {
    api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.OPTIONS], integration, authorizer: anybody });
  }
  (api.defaultStage?.node.defaultChild as CfnStage).defaultRouteSettings = {
    throttlingRateLimit: RATE_LIMIT,
    throttlingBurstLimit: BURST_LIMIT
  };
  return api;
}
