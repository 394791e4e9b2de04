/** Owns the process that dynalite runs in: arguments folder (or none) and port; ends when its parent lets go. */
import { toPlainError } from '#core/errors';
import { startDynamoDb, type DynamoDbStarted } from './dynamodb.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const tell = (message: DynamoDbStarted): void => {
  process.send?.(message);
};
// Ctrl-C reaches the whole group: the parent still has answers to give.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

try {
  const dynamoDb = await startDynamoDb({ folder: folder || undefined, port: Number(port) });
  process.once('disconnect', () => void dynamoDb.close().then(() => process.exit(0)));
  tell({ endpoint: dynamoDb.endpoint });
} catch (thrown) {
  tell({ error: toPlainError(thrown) });
  process.disconnect();
}
