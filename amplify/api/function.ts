/** Owns the API's function and the only things that it may do. */
import { join, resolve } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { CHANGES_INDEX, type TableName } from '../../server/tables/definitions.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');

/** Named by action and table: what server/tables does, and nothing beside it. */
function policies(
  tables: Record<TableName, Table>,
  userPool: IUserPool,
  logGroup: LogGroup
): Record<string, PolicyDocument> {
  const allow = (actions: string[], resources: string[]): PolicyDocument =>
    new PolicyDocument({ statements: [new PolicyStatement({ actions, resources })] });
  return {
    ratings: allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
      [tables.ratings.tableArn]
    ),
    changes: allow(['dynamodb:Query'], [`${tables.ratings.tableArn}/index/${CHANGES_INDEX}`]),
    accounts: allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [tables.accounts.tableArn]),
    // An account's end is one request, and takes the user along.
    users: allow(['cognito-idp:ListUsers', 'cognito-idp:AdminDeleteUser'], [userPool.userPoolArn]),
    counters: allow(['dynamodb:UpdateItem'], [tables.counters.tableArn]),
    // The group's ARN ends in ":*", which means its streams.
    logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
  };
}

export function createApiFunction(
  scope: Construct,
  tables: Record<TableName, Table>,
  userPool: IUserPool,
  environment: Record<string, string>
): NodejsFunction {
  const logGroup = new LogGroup(scope, 'ApiLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY
  });
  const role = new Role(scope, 'ApiRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `The ratings API of ${Stack.of(scope).stackName}`,
    inlinePolicies: policies(tables, userPool, logGroup)
  });
  return new NodejsFunction(scope, 'ApiFunction', {
    entry: join(PROJECT_DIR, 'server/lambda.ts'),
    projectRoot: PROJECT_DIR,
    depsLockFilePath: join(PROJECT_DIR, 'package-lock.json'),
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    // API Gateway waits for 30 s.
    timeout: Duration.seconds(29),
    role: role.withoutPolicyUpdates(),
    logGroup,
    environment,
    bundling: {
      format: OutputFormat.ESM,
      target: 'node22',
      minify: true,
      sourceMap: true,
      // The SDK is bundled: the version that was tested runs.
      externalModules: [],
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    }
  });
}
