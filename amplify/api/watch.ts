/** Owns what CloudWatch looks at: alarms that mean something is to be done, and one page with the curves. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Stats,
  TreatMissingData,
  type IMetric
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { TableName } from '../../server/tables/definitions.ts';

const PERIOD = Duration.minutes(5);
const OPERATIONS = [
  Operation.PUT_ITEM,
  Operation.QUERY,
  Operation.GET_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM
];

export interface Watched {
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm goes off at this value. */
  readonly from: number;
  readonly periods: number;
  readonly meaning: string;
  /** What silence means; nothing, unless said. */
  readonly missing?: TreatMissingData;
  /** Whether somebody is told; true, unless said. */
  readonly isOn?: boolean;
}

/** One alarm each; all of them tell the same people. */
export function createAlarms(scope: Construct, topic: Topic, watched: readonly Watched[]): void {
  for (const { name, metric, from, periods, meaning, missing, isOn = true } of watched) {
    new Alarm(scope, `Alarm-${name}`, {
      metric,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
      actionsEnabled: isOn,
      alarmDescription: meaning
    }).addAlarmAction(new SnsAction(topic));
  }
}

/** The API's alarms and the page with all curves. Returns whom alarms tell. */
export function watch(
  scope: Construct,
  api: HttpApi,
  handler: NodejsFunction,
  tables: Record<TableName, Table>,
  retrainGraphs: Readonly<Record<string, readonly IMetric[]>>
): Topic {
  const throttles = (table: Table): IMetric =>
    table.metricThrottledRequestsForOperations({ operations: OPERATIONS, period: PERIOD });
  const watched: Watched[] = [
    {
      name: 'Errors',
      metric: api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
      from: 5,
      periods: 1,
      meaning: 'The API answered 5xx; its log has the request ids.'
    },
    {
      name: 'Latency',
      metric: api.metricLatency({ period: PERIOD, statistic: 'p95' }),
      from: 2000,
      periods: 3,
      meaning: 'One request in twenty takes two seconds.'
    },
    {
      name: 'FunctionErrors',
      metric: handler.metricErrors({ period: PERIOD }),
      from: 1,
      periods: 1,
      meaning: 'The function crashed, ran out of time or could not start.'
    },
    {
      name: 'FunctionThrottles',
      metric: handler.metricThrottles({ period: PERIOD }),
      from: 1,
      periods: 1,
      meaning: 'The account’s limit of concurrent functions is reached.'
    },
    ...(['ratings', 'accounts'] as const).map((table): Watched => ({
      name: `Throttles-${table}`,
      metric: throttles(tables[table]),
      from: 1,
      periods: 2,
      meaning: `DynamoDB turns requests to ${table} away.`
    }))
  ];

  const topic = new Topic(scope, 'Alarms');
  const email = process.env['YAMR_ALARM_EMAIL'];
  if (email) topic.addSubscription(new EmailSubscription(email));
  createAlarms(scope, topic, watched);
  const graph = (title: string, ...left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, left, width: 12 });
  new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        graph('Requests', api.metricCount({ period: PERIOD, statistic: Stats.SUM })),
        graph(
          'Errors',
          api.metricServerError({ period: PERIOD }),
          api.metricClientError({ period: PERIOD }),
          handler.metricErrors({ period: PERIOD })
        )
      ],
      [
        graph(
          'Latency',
          ...['p50', 'p95', 'p99'].map((statistic) => api.metricLatency({ period: PERIOD, statistic }))
        ),
        graph('Function throttles', handler.metricThrottles({ period: PERIOD }))
      ],
      [
        graph('Throttles of ratings', throttles(tables.ratings)),
        graph('Throttles of accounts', throttles(tables.accounts))
      ],
      Object.entries(retrainGraphs).map(([title, metrics]) => graph(title, ...metrics))
    ]
  });
  return topic;
}
