/** Owns the retrain as a container: image, size, what it may do, and where its output goes. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import {
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
  Secret as EcsSecret
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { TableName } from '../../server/tables/definitions.ts';
import { DATA_PREFIX, MODELS_PREFIX, type Buckets } from './buckets.ts';
import type { RetrainSettings } from './settings.ts';

/** A run of 100,000 ratings had 0.82 GB at its peak and keeps two cores busy. */
const CPU_UNITS = 2048;
const MEMORY_MIB = 4096;
const IMAGES_KEPT = 5;

/** What publishing/retrain and its stores do, and nothing beside it. */
function createRole(scope: Construct, tables: Record<TableName, Table>, { releases, data }: Buckets): Role {
  const allow = (actions: string[], resources: string[]): PolicyDocument =>
    new PolicyDocument({ statements: [new PolicyStatement({ actions, resources })] });
  return new Role(scope, 'RetrainRole', {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    description: `The retrain of ${Stack.of(scope).stackName}`,
    inlinePolicies: {
      ratings: allow(['dynamodb:Scan'], [tables.ratings.tableArn]),
      accounts: allow(['dynamodb:GetItem', 'dynamodb:Scan'], [tables.accounts.tableArn]),
      data: allow(['s3:GetObject'], [data.arnForObjects(`${DATA_PREFIX}/*`)]),
      models: allow(['s3:GetObject', 's3:PutObject'], [releases.arnForObjects(`${MODELS_PREFIX}/*`)]),
      // Without it S3 says "forbidden" of a file that is not there, and a first release looks for many.
      names: allow(['s3:ListBucket'], [releases.bucketArn, data.bucketArn])
    }
  });
}

export interface RetrainTask {
  readonly repository: Repository;
  readonly definition: FargateTaskDefinition;
}

/** `backend` names the branch in the metrics and in the secret `yamr/<backend>/signing-key`. */
export function createTask(
  scope: Construct,
  tables: Record<TableName, Table>,
  prefix: string,
  buckets: Buckets,
  backend: string,
  { image = 'none', releaseKeys = '', share }: RetrainSettings
): RetrainTask {
  const repository = new Repository(scope, 'RetrainImages', {
    imageScanOnPush: true,
    imageTagMutability: TagMutability.IMMUTABLE,
    lifecycleRules: [{ maxImageCount: IMAGES_KEPT }],
    removalPolicy: RemovalPolicy.RETAIN
  });
  const logGroup = new LogGroup(scope, 'RetrainLogs', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY
  });
  const definition = new FargateTaskDefinition(scope, 'RetrainTask', {
    cpu: CPU_UNITS,
    memoryLimitMiB: MEMORY_MIB,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX
    },
    taskRole: createRole(scope, tables, buckets).withoutPolicyUpdates(),
    volumes: [{ name: 'work' }]
  });
  const key = Secret.fromSecretNameV2(scope, 'SigningKey', `yamr/${backend}/signing-key`);
  definition
    .addContainer('retrain', {
      image: ContainerImage.fromEcrRepository(repository, image),
      command: [
        '--aws',
        '--store',
        `s3://${buckets.releases.bucketName}/${MODELS_PREFIX}`,
        ...(share === undefined ? [] : ['--share', share])
      ],
      environment: {
        YAMR_TABLE_PREFIX: prefix,
        YAMR_DATA_FROM: `s3://${buckets.data.bucketName}/${DATA_PREFIX}`,
        YAMR_METRICS_BACKEND: backend,
        YAMR_RELEASE_KEYS: releaseKeys
      },
      secrets: { YAMR_SIGNING_KEY: EcsSecret.fromSecretsManager(key) },
      logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'retrain' }),
      readonlyRootFilesystem: true
    })
    // The Dockerfile's VOLUME: it gives the folder to the user that the process is.
    .addMountPoints({ sourceVolume: 'work', containerPath: '/app/.data', readOnly: false });
  return { repository, definition };
}
