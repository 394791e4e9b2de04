/** Owns the daily look at the model's age: a function of its own, because it watches the retrain. */
import { join, resolve } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { MODELS_PREFIX } from './buckets.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');

export function watchModelAge(
  scope: Construct,
  releases: Bucket,
  backend: string,
  troubles: Queue,
  isOn: boolean
): void {
  const logGroup = new LogGroup(scope, 'ModelAgeLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY
  });
  const allow = (actions: string[], resources: string[]): PolicyDocument =>
    new PolicyDocument({ statements: [new PolicyStatement({ actions, resources })] });
  const role = new Role(scope, 'ModelAgeRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      read: allow(['s3:GetObject'], [releases.arnForObjects(`${MODELS_PREFIX}/*`)]),
      names: allow(['s3:ListBucket'], [releases.bucketArn]),
      logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
    }
  });
  const handler = new NodejsFunction(scope, 'ModelAge', {
    entry: join(PROJECT_DIR, 'publishing/model-age.ts'),
    projectRoot: PROJECT_DIR,
    depsLockFilePath: join(PROJECT_DIR, 'package-lock.json'),
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: Duration.seconds(60),
    role: role.withoutPolicyUpdates(),
    logGroup,
    environment: {
      YAMR_STORE: `s3://${releases.bucketName}/${MODELS_PREFIX}`,
      YAMR_METRICS_BACKEND: backend
    },
    bundling: {
      format: OutputFormat.ESM,
      target: 'node22',
      minify: true,
      externalModules: [],
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    }
  });
  new Schedule(scope, 'ModelAgeDaily', {
    schedule: ScheduleExpression.cron({ hour: '9', minute: '0' }),
    enabled: isOn,
    target: new LambdaInvoke(handler, { deadLetterQueue: troubles })
  });
}
