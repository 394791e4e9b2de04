/** Owns when the retrain runs and in which network, and the queue of what kept it from running. */
import { Duration } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type IVpc
} from 'aws-cdk-lib/aws-ec2';
import { Cluster, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { EcsRunFargateTask } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { RetrainTask } from './task.ts';

const WEEKLY = ScheduleExpression.cron({ weekDay: 'MON', hour: '3', minute: '0' });

/**
 * Public subnets and a public address while a task runs: a NAT gateway would cost thirty times the retrain itself.
 * Nothing listens, nothing may come in, and only HTTPS may go out.
 */
function createNetwork(scope: Construct): { readonly vpc: IVpc; readonly securityGroup: SecurityGroup } {
  const made = new Vpc(scope, 'RetrainNetwork', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
    restrictDefaultSecurityGroup: false,
    // Free, unlike the other kind.
    gatewayEndpoints: {
      S3: { service: GatewayVpcEndpointAwsService.S3 },
      DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB }
    }
  });
  // CDK's own classes do not fit its interfaces where optional properties are exact.
  const vpc = made as IVpc;
  const securityGroup = new SecurityGroup(scope, 'RetrainGroup', { vpc, allowAllOutbound: false });
  securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS');
  return { vpc, securityGroup };
}

/** Every week. Returns the queue that holds what could not be started, with the reason. */
export function createSchedule(scope: Construct, { definition }: RetrainTask, isOn: boolean): Queue {
  const { vpc, securityGroup } = createNetwork(scope);
  const cluster = new Cluster(scope, 'RetrainCluster', { vpc });
  const troubles = new Queue(scope, 'RetrainTroubles', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14)
  });
  new Schedule(scope, 'RetrainWeekly', {
    schedule: WEEKLY,
    enabled: isOn,
    description: 'A new model every week',
    target: new EcsRunFargateTask(cluster as ICluster, {
      taskDefinition: definition,
      taskCount: 1,
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [securityGroup],
      retryAttempts: 3,
      maxEventAge: Duration.hours(2),
      deadLetterQueue: troubles
    })
  });
  // RunTask succeeds although the image or the secret is missing: only the task's end says so. A container that was
  // ended from outside (memory) cannot report by itself either.
  const stopped = { clusterArn: [cluster.clusterArn], lastStatus: ['STOPPED'] };
  new Rule(scope, 'RetrainNeverRan', {
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: {
        ...stopped,
        $or: [
          { stopCode: ['TaskFailedToStart'] },
          { containers: { exitCode: [{ 'anything-but': [0, 1, 3] }] } }
        ]
      }
    },
    targets: [new SqsQueue(troubles)]
  });
  return troubles;
}
