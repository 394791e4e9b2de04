/** Owns the tables on AWS: on demand, encrypted, restorable to any second of 35 days, never deleted with the stack. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import {
  fullTableName,
  TABLE_NAMES,
  TABLES,
  type Key,
  type TableDefinition,
  type TableName
} from '../../server/tables/definitions.ts';

const attribute = ({ name, type }: Key) => ({
  name,
  type: type === 'N' ? AttributeType.NUMBER : AttributeType.STRING
});

function createTable(scope: Construct, prefix: string, name: TableName): Table {
  const { partitionKey, sortKey, localIndexes = [] }: TableDefinition = TABLES[name];
  const table = new Table(scope, `Table-${name}`, {
    tableName: fullTableName(prefix, name),
    partitionKey: attribute(partitionKey),
    ...(sortKey ? { sortKey: attribute(sortKey) } : {}),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN
  });
  for (const index of localIndexes) {
    table.addLocalSecondaryIndex({
      indexName: index.name,
      sortKey: attribute(index.sortKey),
      projectionType: ProjectionType.ALL
    });
  }
  return table;
}

/** All of them, by name. */
export function createTables(scope: Construct, prefix: string): Record<TableName, Table> {
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, createTable(scope, prefix, name)])) as Record<
    TableName,
    Table
  >;
}
