/** Owns the process that dynalite runs in: arguments folder (or none) and port; ends when its parent lets go. */
import { toPlainError } from '#core/errors';
import { startDynamoDb } from './dynamodb.ts';
import { SECRET_VARIABLE, type DynamoDbMessage } from './spawn-dynamodb.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const secret = process.env[SECRET_VARIABLE];
const tell = (message: DynamoDbMessage): void => {
  process.send?.(message);
};
// Ctrl-C reaches the whole group: the parent still has answers to give.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

try {
  const dynamoDb = await startDynamoDb({
    ...(folder && { folder }),
    ...(secret !== undefined && { secret }),
    port: Number(port),
    tell: (sentence) => tell({ sentence })
  });
  process.once('disconnect', () => void dynamoDb.close().then(() => process.exit(0)));
  tell({ endpoint: dynamoDb.endpoint });
} catch (thrown) {
  tell({ error: toPlainError(thrown) });
  process.disconnect();
}
