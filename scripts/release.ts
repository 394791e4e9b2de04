/** `npm run release`: which model version visitors use. Whatever changes a store looks first, and `--dry-run` only looks. */
import { runCommand } from './command.ts';
import { compareAction } from './release/compare.ts';
import { keygenAction } from './release/keygen.ts';
import { listAction, verifyAction } from './release/look.ts';
import { pointAction, pruneAction, publishAction, signAction } from './release/change.ts';
import { promote, rollback, stop } from '../publishing/pointer.ts';

await runCommand({
  name: 'release',
  description: `Says which model version visitors use.

Whatever changes a store needs a key. Ends with 0: done, 1: failed, 2: a flag was wrong.`,
  actions: [
    listAction,
    publishAction,
    pointAction('promote', 'the candidate becomes the version in use', promote, 'Promoted'),
    pointAction('stop', 'the candidate is over', stop, 'Stopped'),
    pointAction('rollback', 'goes back to the version before', rollback, 'Rolled back'),
    compareAction,
    verifyAction,
    pruneAction,
    signAction,
    keygenAction
  ]
});
