/** Owns making the tables where CloudFormation does not: in dynalite, and in an empty database before a migration. */
import {
  CreateTableCommand,
  ResourceInUseException,
  waitUntilTableExists,
  type AttributeDefinition,
  type KeySchemaElement
} from '@aws-sdk/client-dynamodb';
import type { Tables } from './client.ts';
import {
  fullTableName,
  TABLE_NAMES,
  TABLES,
  type Key,
  type TableDefinition,
  type TableName
} from './definitions.ts';

const TABLE_TIMEOUT_SEC = 120;

function keySchema(partitionKey: Key, sortKey: Key | undefined): KeySchemaElement[] {
  const range: KeySchemaElement[] = sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' }] : [];
  return [{ AttributeName: partitionKey.name, KeyType: 'HASH' }, ...range];
}

function createCommand(tableName: string, definition: TableDefinition): CreateTableCommand {
  const { partitionKey, sortKey, localIndexes = [] } = definition;
  const keys = [partitionKey, ...(sortKey ? [sortKey] : []), ...localIndexes.map((index) => index.sortKey)];
  const attributes = keys.map(({ name, type }): AttributeDefinition => ({
    AttributeName: name,
    AttributeType: type
  }));
  return new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes,
    KeySchema: keySchema(partitionKey, sortKey),
    ...(localIndexes.length === 0
      ? {}
      : {
          LocalSecondaryIndexes: localIndexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(partitionKey, index.sortKey),
            Projection: { ProjectionType: 'ALL' }
          }))
        })
  });
}

/** Makes one table unless it is there, and waits until it can be used. */
async function createTable({ client, prefix }: Tables, table: TableName): Promise<void> {
  const tableName = fullTableName(prefix, table);
  try {
    await client.send(createCommand(tableName, TABLES[table]));
  } catch (thrown) {
    if (!(thrown instanceof ResourceInUseException)) throw thrown;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: TABLE_TIMEOUT_SEC, minDelay: 1, maxDelay: 2 },
    { TableName: tableName }
  );
}

/** Makes the tables that are missing. */
export async function createTables(tables: Tables, names: readonly TableName[] = TABLE_NAMES): Promise<void> {
  await Promise.all(names.map((name) => createTable(tables, name)));
}
