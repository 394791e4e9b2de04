/** `npm run sweep`: removes what accounts left behind that were deleted by another way than the app. */
import { YamrError } from '#core/errors';
import { sweep } from '../server/api/sweep.ts';
import { cognitoUsers } from '../server/cognito-users.ts';
import { runCommand } from './command.ts';
import { addDatabaseOptions, openTables, type DatabaseOptions } from './database-options.ts';

interface Options extends DatabaseOptions {
  readonly userPool: string;
  readonly dryRun: boolean;
}

await runCommand<Options>({
  name: 'sweep',
  description: `Closes accounts whose user is in the pool no more, and removes what is left of closed ones.

On AWS a schedule does this every day. It removes nothing where most people are unknown to the pool.`,
  setUp: (command) => {
    addDatabaseOptions(command);
    command
      .requiredOption('--user-pool <id>', 'Cognito’s user pool, in the region of the environment')
      .option('--dry-run', 'only say how many there are', false);
  },
  async run({ userPool, dryRun, ...where }, { print }) {
    if (!/^[\w-]+_\w+$/.test(userPool)) {
      throw new YamrError(
        'bad-input',
        `--user-pool must be an id like eu-central-1_AbCdEf, not "${userPool}".`
      );
    }
    const { tables, close } = await openTables(where);
    try {
      const users = cognitoUsers(userPool);
      const { people, closed, removed } = await sweep({ tables, users, nowMs: Date.now(), isDryRun: dryRun });
      const words = dryRun ? 'would be closed' : 'closed';
      print(`${people} people have ratings; ${closed} accounts ${words}, ${removed} ratings removed.`);
    } finally {
      await close();
    }
  }
});
