/** `npm run packages`: licences of all packages, and whether they are kept up; `--online` asks npm's registry too. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { YamrError } from '#core/errors';
import { PROJECT_DIR } from './build.ts';
import { runCommand } from './command.ts';
import { licenceProblems } from './packages/licences.ts';
import { readLock, type Lock } from './packages/lock.ts';
import {
  deprecatedInLock,
  parseView,
  QUIET_YEARS_MAX,
  upkeepProblems,
  type Upkeep
} from './packages/upkeep.ts';

const WORKSPACES = ['', 'amplify'];
const REQUESTS_AT_ONCE = 4;
const VIEW_TIMEOUT_MS = 60_000;

const npm = async (args: readonly string[], folder = PROJECT_DIR): Promise<string> =>
  (await promisify(execFile)('npm', args, { cwd: folder, timeout: VIEW_TIMEOUT_MS, maxBuffer: 64e6 })).stdout;

async function view(name: string): Promise<Upkeep[]> {
  const json = await npm(['view', name, '--json']).catch(() => '');
  const upkeep = parseView(name, json);
  return upkeep ? [upkeep] : [];
}

const UNREACHABLE = /\b(?:E(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)|EAI_AGAIN)\b/;
/** Without a network each package would be waited for in vain. */
async function canAsk(name: string): Promise<boolean> {
  try {
    await npm(['view', name, 'name', '--fetch-retries=0', '--fetch-timeout=20000']);
    return true;
  } catch (thrown) {
    return !UNREACHABLE.test((thrown as { readonly stderr?: string }).stderr ?? '');
  }
}

/** What `npm audit` holds against the packages that a visitor or a server gets. */
async function audit(folder: string): Promise<string[]> {
  try {
    await npm(['audit', '--omit=dev', '--audit-level=high'], folder);
    return [];
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { readonly stdout?: string; readonly stderr?: string };
    const where = folder === PROJECT_DIR ? 'npm audit' : `npm audit in ${folder}`;
    return /vulnerabilit/.test(stdout)
      ? [`${where} has found something:\n${stdout.trim()}`]
      : [`${where} did not work: ${stderr.trim().split('\n')[0] ?? ''}`];
  }
}

async function askRegistry(
  asked: readonly string[],
  print: (line: string) => void,
  progressed: (share: number) => void
): Promise<string[]> {
  const [first] = asked;
  if (first === undefined || !(await canAsk(first))) {
    return ['npm’s registry cannot be reached: nobody was asked about releases and advisories.'];
  }
  const limit = pLimit(REQUESTS_AT_ONCE);
  let done = 0;
  const found = await Promise.all(
    asked.map((name) =>
      limit(async () => {
        const upkeep = await view(name);
        progressed(++done / asked.length);
        return upkeep;
      })
    )
  );
  const { problems, unknown } = upkeepProblems(asked, found.flat(), Date.now());
  const known = asked.length - unknown.length;
  print(
    `${known} of ${asked.length} packages: times of the newest release, at most ${QUIET_YEARS_MAX} years ago`
  );
  const audited = await Promise.all(WORKSPACES.map((workspace) => audit(join(PROJECT_DIR, workspace))));
  const untold = unknown.map((name) => `The registry does not say when ${name} had its newest release.`);
  return [...problems, ...untold, ...audited.flat()];
}

function inLocks(locks: readonly Lock[], print: (line: string) => void): string[] {
  const packages = locks.flatMap((lock) => lock.packages);
  const having = new Map<string, number>();
  for (const { licence = 'no licence' } of packages) having.set(licence, (having.get(licence) ?? 0) + 1);
  const counts = [...having].sort(([, a], [, b]) => b - a).map(([licence, count]) => `${licence} ${count}`);
  print(`${packages.length} packages in ${locks.length} locks: ${counts.join(', ')}`);
  return [...licenceProblems(packages), ...deprecatedInLock(packages)];
}

await runCommand<{ online: boolean }>({
  name: 'packages',
  description: `Checks the packages of package-lock.json and amplify/package-lock.json: their licences, and whether they are kept up.

Ends with 0: as they should be, 1: not, one sentence each, 2: a flag was wrong.`,
  setUp: (command) => {
    command
      .argument('[name...]', 'with --online: only these (default: all that package.json names)')
      .option('--online', 'asks npm’s registry for releases and advisories', false);
  },
  run: async ({ online }, { args, print, progress }) => {
    if (args.length > 0 && !online) throw new YamrError('bad-input', 'Names are for --online.');
    const locks = await Promise.all(WORKSPACES.map((workspace) => readLock(join(PROJECT_DIR, workspace))));
    const problems = inLocks(locks, print);
    if (online) {
      const direct = [...new Set(locks.flatMap((lock) => lock.direct))].sort();
      const stranger = args.find((name) => !direct.includes(name));
      if (stranger !== undefined) throw new YamrError('bad-input', `package.json does not name ${stranger}.`);
      progress.start('Asking the registry', 1);
      problems.push(
        ...(await askRegistry(args.length > 0 ? args : direct, print, (share) => {
          progress.update(share);
        }))
      );
      progress.finish();
    }
    problems.forEach(print);
    if (problems.length > 0) {
      throw new YamrError('bad-data', 'What is said above needs a decision.');
    }
    print('Nothing is wrong with them');
  }
});
