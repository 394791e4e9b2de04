/** Owns the daily sweep of what deleted accounts left behind: a function of its own, because it reads the whole table. */
import { join, resolve } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { TableName } from '../../server/tables/definitions.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');

export function createSweep(
  scope: Construct,
  tables: Record<TableName, Table>,
  prefix: string,
  userPool: IUserPool
): NodejsFunction {
  const logGroup = new LogGroup(scope, 'SweepLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY
  });
  const allow = (actions: string[], resources: string[]): PolicyDocument =>
    new PolicyDocument({ statements: [new PolicyStatement({ actions, resources })] });
  const role = new Role(scope, 'SweepRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      ratings: allow(['dynamodb:Scan', 'dynamodb:Query', 'dynamodb:DeleteItem'], [tables.ratings.tableArn]),
      accounts: allow(
        ['dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
        [tables.accounts.tableArn]
      ),
      users: allow(['cognito-idp:ListUsers', 'cognito-idp:AdminDeleteUser'], [userPool.userPoolArn]),
      logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
    }
  });
  const handler = new NodejsFunction(scope, 'Sweep', {
    entry: join(PROJECT_DIR, 'server/sweep-lambda.ts'),
    projectRoot: PROJECT_DIR,
    depsLockFilePath: join(PROJECT_DIR, 'package-lock.json'),
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.minutes(15),
    role: role.withoutPolicyUpdates(),
    logGroup,
    environment: { YAMR_TABLE_PREFIX: prefix, YAMR_USER_POOL_ID: userPool.userPoolId },
    bundling: {
      format: OutputFormat.ESM,
      target: 'node22',
      minify: true,
      externalModules: [],
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    }
  });
  new Schedule(scope, 'SweepDaily', {
    schedule: ScheduleExpression.cron({ hour: '4', minute: '0' }),
    target: new LambdaInvoke(handler)
  });
  return handler;
}
