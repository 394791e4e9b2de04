/** What the synthesised CloudFormation must say, whatever CDK and Amplify add to it. Run by `npm run check` here. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { retrainSettings } from './retrain/settings.ts';
import { RELEASE_POLICY } from '../server/headers.ts';
import { TABLE_NAMES, TABLES, type TableDefinition } from '../server/tables/definitions.ts';

const TEMPLATES_DIR = join(import.meta.dirname, 'cdk.out');

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}
const templates = readdirSync(TEMPLATES_DIR)
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => ({
    name,
    resources: Object.entries(
      (
        JSON.parse(readFileSync(join(TEMPLATES_DIR, name), 'utf8')) as {
          Resources?: Record<string, Resource>;
        }
      ).Resources ?? {}
    )
  }));
const all = (type: string): [string, Resource][] =>
  templates.flatMap(({ resources }) => resources.filter(([, { Type }]) => Type === type));
const one = (type: string): Resource => {
  const [found, ...more] = all(type);
  assert(found && more.length === 0, `there is one ${type}`);
  return found[1];
};

test('the tables are those of server/tables/definitions.ts, on demand, encrypted, restorable and kept', () => {
  const tables = new Map(
    all('AWS::DynamoDB::Table').map(([, table]) => [table.Properties['TableName'], table])
  );
  assert.deepEqual([...tables.keys()].sort(), TABLE_NAMES.map((name) => `movie-recommender-${name}`).sort());
  for (const name of TABLE_NAMES) {
    const { partitionKey, sortKey, localIndexes = [] }: TableDefinition = TABLES[name];
    const { Properties, DeletionPolicy } = tables.get(`movie-recommender-${name}`) as Resource;
    const schema = (range = sortKey) => [
      { AttributeName: partitionKey.name, KeyType: 'HASH' },
      ...(range ? [{ AttributeName: range.name, KeyType: 'RANGE' }] : [])
    ];
    assert.deepEqual(Properties['KeySchema'], schema());
    const indexes = (Properties['LocalSecondaryIndexes'] ?? []) as object[];
    assert.deepEqual(
      indexes,
      localIndexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.sortKey),
        Projection: { ProjectionType: 'ALL' }
      }))
    );
    for (const key of [
      partitionKey,
      ...(sortKey ? [sortKey] : []),
      ...localIndexes.map((index) => index.sortKey)
    ]) {
      const attributes = Properties['AttributeDefinitions'] as {
        AttributeName: string;
        AttributeType: string;
      }[];
      assert.equal(
        attributes.find((attribute) => attribute.AttributeName === key.name)?.AttributeType,
        key.type
      );
    }
    assert.equal(Properties['BillingMode'], 'PAY_PER_REQUEST');
    assert.equal(Properties['PointInTimeRecoverySpecification'].PointInTimeRecoveryEnabled, true);
    assert.equal(Properties['SSESpecification'].SSEEnabled, true);
    assert.equal(Properties['DeletionProtectionEnabled'], true);
    assert.equal(DeletionPolicy, 'Retain');
  }
});

test('every route but health and counters wants a token of our pool and client', () => {
  const routes = all('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
  assert.deepEqual(routes.map((route) => route['RouteKey'] as string).sort(), [
    'DELETE /account',
    'DELETE /ratings',
    'GET /health',
    'GET /ratings',
    'POST /counters',
    'POST /rate',
    'POST /rate/batch'
  ]);
  const [[authorizerId, authorizer] = ['', undefined]] = all('AWS::ApiGatewayV2::Authorizer');
  for (const { RouteKey, AuthorizationType, AuthorizerId } of routes) {
    if (['GET /health', 'POST /counters'].includes(RouteKey as string))
      assert.equal(AuthorizationType, 'NONE');
    else assert.deepEqual([AuthorizationType, AuthorizerId], ['JWT', { Ref: authorizerId }]);
  }
  const { AuthorizerType, JwtConfiguration, IdentitySource } = (authorizer as Resource).Properties;
  assert.equal(AuthorizerType, 'JWT');
  assert.deepEqual(IdentitySource, ['$request.header.Authorization']);
  assert.match(JSON.stringify(JwtConfiguration.Issuer), /https:\/\/cognito-idp\..*UserPool/);
  assert.equal(JwtConfiguration.Audience.length, 1);
  assert.match(JSON.stringify(JwtConfiguration.Audience), /UserPoolAppClient/);
});

test('what deleted accounts left behind is swept away every day', () => {
  const schedule = named('AWS::Scheduler::Schedule', 'SweepDaily').Properties;
  assert.deepEqual([schedule['ScheduleExpression'], schedule['State']], ['cron(0 4 * * ? *)', 'ENABLED']);
  const sweep = all('AWS::Lambda::Function').find(([id]) => /^Sweep/.test(id))?.[1].Properties;
  assert.deepEqual(Object.keys(sweep?.['Environment'].Variables as object).sort(), [
    'YAMR_TABLE_PREFIX',
    'YAMR_USER_POOL_ID'
  ]);
});

test('the whole API has a limit of requests', () => {
  const { DefaultRouteSettings } = one('AWS::ApiGatewayV2::Stage').Properties;
  assert(DefaultRouteSettings.ThrottlingRateLimit > 0 && DefaultRouteSettings.ThrottlingBurstLimit > 0);
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
}
const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
/** Amplify's own: it marks the branch's stack, and is not ours to change. */
const isAmplifys = (id: string, template: string): boolean =>
  /^AmplifyBranchLinker/.test(id) || /AmplifyBranchLinker/.test(template);

test('no policy of ours has a wildcard, and the function may do what server/tables does', () => {
  const statements: Statement[] = [];
  for (const { name, resources } of templates) {
    for (const [id, { Type, Properties }] of resources) {
      if (isAmplifys(id, name)) continue;
      const inline =
        Type === 'AWS::IAM::Role' ? list(Properties['Policies'] as { PolicyDocument: object }[]) : [];
      const documents = [
        ...inline.map(({ PolicyDocument }) => PolicyDocument),
        ...(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].includes(Type)
          ? [Properties['PolicyDocument'] as object]
          : [])
      ] as { Statement: Statement | Statement[] }[];
      for (const { Statement } of documents) statements.push(...list(Statement));
      if (Type === 'AWS::IAM::Role')
        assert.equal(Properties['ManagedPolicyArns'], undefined, `${id} has no managed policy`);
    }
  }
  assert(statements.length >= 4);
  const actions = new Set<string>();
  for (const { Action, Resource } of statements) {
    for (const action of list(Action)) {
      assert.doesNotMatch(action, /\*/);
      actions.add(action);
    }
    for (const resource of list(Resource)) {
      // A token for ECR belongs to no repository; keys below a folder and versions of a function have no other name.
      if (list(Action).join() === 'ecr:GetAuthorizationToken') continue;
      const text = JSON.stringify(resource).replace(/"\/(?:models|data)\/\*"\]\]}$/, '');
      if (list(Action).join() === 'lambda:InvokeFunction') assert.match(text, /ModelAge|Sweep/);
      else assert.doesNotMatch(text, /\*/);
    }
  }
  assert.deepEqual([...actions].sort(), [
    'cognito-idp:AdminDeleteUser',
    'cognito-idp:ListUsers',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'ecs:RunTask',
    'iam:PassRole',
    'lambda:InvokeFunction',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetSecretValue',
    'sqs:SendMessage'
  ]);
});

test('logs of the API are kept for a month', () => {
  const retention = all('AWS::Logs::LogGroup').map(
    ([, { Properties }]) => Properties['RetentionInDays'] as unknown
  );
  assert(retention.includes(30));
  assert(retention.every((days) => typeof days === 'number'));
});

test('there are alarms for errors, latency, throttles and the retrain, and somebody is told', () => {
  const alarms = all('AWS::CloudWatch::Alarm');
  const ids = alarms.map(([id]) => id.replace(/^Alarm|[0-9A-F]{8}$/g, '')).sort();
  assert.deepEqual(ids, [
    'Errors',
    'FunctionErrors',
    'FunctionThrottles',
    'Latency',
    'ModelStale',
    'RetrainFailed',
    'RetrainNotStarted',
    'RetrainRefusedTwice',
    'Throttlesaccounts',
    'Throttlesratings'
  ]);
  const [[topicId] = ['']] = all('AWS::SNS::Topic');
  for (const [, { Properties }] of alarms) {
    assert.equal(Properties['AlarmActions'].length, 1);
    assert(JSON.stringify(Properties['AlarmActions']).includes(topicId.slice(0, 'Alarms'.length)));
    assert.notEqual(Properties['ActionsEnabled'], false);
    assert.match(Properties['AlarmDescription'] as string, /^[A-Z].*\.$/);
  }
  const body = JSON.stringify(one('AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  for (const title of ['Requests', 'Errors', 'Latency', 'Throttles of ratings', 'Retrain'])
    assert.match(body, new RegExp(title));
});

test('people sign in with their address, recover by it, and guests get nothing from AWS', () => {
  const pool = one('AWS::Cognito::UserPool').Properties;
  assert.deepEqual(pool['UsernameAttributes'], ['email']);
  assert.deepEqual(pool['AccountRecoverySetting'].RecoveryMechanisms, [
    { Name: 'verified_email', Priority: 1 }
  ]);
  assert.equal(pool['Policies'].PasswordPolicy.MinimumLength, 8);
  assert.equal(pool['UsernameConfiguration'].CaseSensitive, false);
  assert.deepEqual(pool['Policies'].PasswordPolicy, { MinimumLength: 8 });
  assert.equal(pool['DeletionProtection'], 'ACTIVE');
  assert.equal(one('AWS::Cognito::IdentityPool').Properties['AllowUnauthenticatedIdentities'], false);
  const client = one('AWS::Cognito::UserPoolClient').Properties;
  assert.equal(client['PreventUserExistenceErrors'], 'ENABLED');
  assert.deepEqual(client['ExplicitAuthFlows'], ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
  assert.notEqual(client['GenerateSecret'], true);
});

test('the function gets its settings, and time enough to answer before API Gateway gives up', () => {
  const api = all('AWS::Lambda::Function').find(([id]) => id.startsWith('ApiFunction'))?.[1].Properties;
  assert.deepEqual(Object.keys(api?.['Environment'].Variables as object).sort(), [
    'NODE_OPTIONS',
    'YAMR_ALLOWED_ORIGINS',
    'YAMR_CLIENT_ID',
    'YAMR_ISSUER',
    'YAMR_TABLE_PREFIX',
    'YAMR_USER_POOL_ID'
  ]);
  assert(api?.['Timeout'] < 30);
});

test('the bundled function starts and turns away whoever has no token', async () => {
  Object.assign(process.env, {
    YAMR_TABLE_PREFIX: 'x-',
    YAMR_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x',
    YAMR_CLIENT_ID: 'client',
    YAMR_USER_POOL_ID: 'eu-central-1_x',
    YAMR_ALLOWED_ORIGINS: '',
    AWS_REGION: 'eu-central-1'
  });
  const folder = readdirSync(TEMPLATES_DIR).find(
    (name) =>
      name.startsWith('asset.') &&
      existsSync(join(TEMPLATES_DIR, name, 'index.mjs')) &&
      readFileSync(join(TEMPLATES_DIR, name, 'index.mjs'), 'utf8').includes('/rate/batch')
  );
  const { handler } = (await import(join(TEMPLATES_DIR, folder ?? '', 'index.mjs'))) as {
    handler: (event: object, context: object) => Promise<{ statusCode: number; body: string }>;
  };
  const http = {
    method: 'GET',
    path: '/ratings',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'test'
  };
  const event = {
    version: '2.0',
    routeKey: 'GET /ratings',
    rawPath: '/ratings',
    rawQueryString: '',
    headers: { host: 'api.example' },
    requestContext: { http, domainName: 'api.example', stage: '$default', requestId: 'r', timeEpoch: 0 },
    isBase64Encoded: false
  };
  const { statusCode, body } = await handler(event, {});
  assert.deepEqual([statusCode, (JSON.parse(body) as { code: string }).code], [401, 'unauthenticated']);
});

const named = (type: string, prefix: string): Resource => {
  const found = all(type).find(([id]) => id.startsWith(prefix));
  assert(found, `there is a ${type} ${prefix}`);
  return found[1];
};

test('stacks do not wait for each other in a circle', () => {
  assert.doesNotMatch(readFileSync(join(TEMPLATES_DIR, 'validation-report.json'), 'utf8'), /F3004/);
});

test('the retrain runs every week, outside everybody’s reach, and is told its key as a secret', () => {
  const schedule = named('AWS::Scheduler::Schedule', 'RetrainWeekly').Properties;
  assert.deepEqual([schedule['ScheduleExpression'], schedule['State']], ['cron(0 3 ? * MON *)', 'ENABLED']);
  const target = schedule['Target'];
  assert(target.DeadLetterConfig.Arn);
  assert.equal(target.EcsParameters.LaunchType, 'FARGATE');
  for (const [, { Properties }] of all('AWS::EC2::SecurityGroup')) {
    assert.equal(Properties['SecurityGroupIngress'], undefined);
    assert.deepEqual(
      list(Properties['SecurityGroupEgress']).map(({ FromPort, ToPort }: any) => [FromPort, ToPort]),
      [[443, 443]]
    );
  }
  assert.equal(all('AWS::EC2::NatGateway').length, 0);
  const task = one('AWS::ECS::TaskDefinition').Properties;
  assert.deepEqual([task['Cpu'], task['Memory']], ['2048', '4096']);
  const [container] = task['ContainerDefinitions'];
  assert.equal(container.ReadonlyRootFilesystem, true);
  assert.deepEqual(container.Command.slice(0, 2), ['--aws', '--store']);
  assert.deepEqual(
    container.Secrets.map(({ Name }: { Name: string }) => Name),
    ['YAMR_SIGNING_KEY']
  );
  assert(!container.Environment.some(({ Name }: { Name: string }) => Name === 'YAMR_SIGNING_KEY'));
});

test('the retrain may read ratings and data and write releases, and delete nothing', () => {
  const role = named('AWS::IAM::Role', 'RetrainRole').Properties;
  const granted = list(role['Policies']).flatMap(({ PolicyDocument }: any) =>
    list(PolicyDocument.Statement).map(({ Action }: any) => list<string>(Action).join())
  );
  assert.deepEqual(granted, [
    'dynamodb:Scan',
    'dynamodb:GetItem,dynamodb:Scan',
    's3:GetObject',
    's3:GetObject,s3:PutObject',
    's3:ListBucket'
  ]);
});

test('buckets are private, encrypted and kept; the CDN reads releases alone and caches versions alone', () => {
  const buckets = all('AWS::S3::Bucket');
  assert.equal(buckets.length, 2);
  for (const [, { Properties, DeletionPolicy }] of buckets) {
    assert.deepEqual(Object.values(Properties['PublicAccessBlockConfiguration']), [true, true, true, true]);
    assert(Properties['BucketEncryption']);
    assert.equal(Properties['VersioningConfiguration'].Status, 'Enabled');
    assert.equal(DeletionPolicy, 'Retain');
  }
  const config = one('AWS::CloudFront::Distribution').Properties['DistributionConfig'];
  assert.match(JSON.stringify(config.Origins), /Releases/);
  assert.doesNotMatch(JSON.stringify(config.Origins), /Data/);
  assert.deepEqual(
    config.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern),
    ['/models/*/*']
  );
  const NOTHING_IS_CACHED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
  assert.equal(config.DefaultCacheBehavior.CachePolicyId, NOTHING_IS_CACHED);
});

test('the CDN opens no file of a release as a page that could act for the site', () => {
  const [[policyId] = ['']] = all('AWS::CloudFront::ResponseHeadersPolicy');
  const { SecurityHeadersConfig } = one('AWS::CloudFront::ResponseHeadersPolicy').Properties[
    'ResponseHeadersPolicyConfig'
  ];
  assert.deepEqual(SecurityHeadersConfig.ContentSecurityPolicy, {
    ContentSecurityPolicy: RELEASE_POLICY,
    Override: true
  });
  const config = one('AWS::CloudFront::Distribution').Properties['DistributionConfig'];
  for (const behavior of [config.DefaultCacheBehavior, ...list(config.CacheBehaviors)] as any[]) {
    assert.equal(behavior.ResponseHeadersPolicyId.Ref, policyId);
  }
});

test('no alarm looks back further than CloudWatch can', () => {
  for (const [id, { Properties }] of all('AWS::CloudWatch::Alarm')) {
    const periods = list(Properties['Metrics']).flatMap(({ MetricStat }: any) => MetricStat?.Period ?? []);
    const periodSec = Math.max(Properties['Period'] ?? 0, ...(periods as number[]));
    const limitSec = periodSec < 3600 ? 86_400 : 7 * 86_400;
    assert(periodSec * Properties['EvaluationPeriods'] <= limitSec, id);
  }
  const stale = named('AWS::CloudWatch::Alarm', 'AlarmModelStale').Properties;
  assert.deepEqual([stale['Threshold'], stale['TreatMissingData']], [15, 'breaching']);
  assert.equal(named('AWS::CloudWatch::Alarm', 'AlarmRetrainRefusedTwice').Properties['Threshold'], 2);
});

test('without an image nothing runs, and a retrain never signs with the key that everybody knows', () => {
  assert.equal(retrainSettings({}).image, undefined);
  assert.throws(() => retrainSettings({ YAMR_RETRAIN_IMAGE: 'v1' }), /YAMR_RELEASE_KEYS/);
  assert.throws(() => retrainSettings({ YAMR_RETRAIN_IMAGE: 'a/b:c' }), /tag or sha256/);
  assert.throws(() => retrainSettings({ YAMR_RETRAIN_SHARE: '2' }), /from 0 to 1/);
});
