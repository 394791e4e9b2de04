/** `npm run release`: which model version visitors use. Every subcommand looks first, and `--dry-run` only looks. */
import { generateKeyPairSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import { parseManifest } from '#core/release-format';
import { writeFileAtomically } from '#training/atomic-output';
import { folderSource } from '#training/release/folder';
import { knownKeys } from '#training/release/known-keys';
import { signingKeyOf } from '#training/release/sign';
import { comparisonLines, compareVersions, defaultPair } from '../publishing/compare.ts';
import { offerTo, promote, publishTo, rollback, stop } from '../publishing/pointer.ts';
import { addRelease, movePointer, prune, readPointer, verifyRelease } from '../publishing/releases.ts';
import type { ReleaseStore } from '../publishing/store.ts';
import { readCounters } from '../server/tables/counter-table.ts';
import { integerBetween, runCommand, type CommandContext } from './command.ts';
import { openTables } from './database-options.ts';
import { addStoreOptions, openKey, openStore, type StoreOptions } from './store-options.ts';

interface Options extends StoreOptions {
  endpoint?: string;
  keep: number;
  out?: string;
  counters: string;
}

interface Work extends Options {
  readonly where: ReleaseStore;
  readonly argument: string | undefined;
  readonly second: string | undefined;
  readonly print: CommandContext['print'];
}

const does = (dryRun: boolean, did: string, would: string): string => (dryRun ? `Would ${would}` : did);

async function list({ where, print }: Work): Promise<void> {
  const pointer = await readPointer(where);
  const versions = await where.list();
  for (const version of versions) {
    const bytes = await where.read(`${version}/manifest.json`);
    const created = bytes ? parseManifest(JSON.parse(Buffer.from(bytes).toString())).createdAt : 'unfinished';
    const age = pointer?.history?.indexOf(version) ?? -1;
    const marks = [
      ...(pointer?.version === version ? ['in use'] : []),
      ...(pointer?.candidate?.version === version ? [`candidate for ${pointer.candidate.share * 100}%`] : []),
      ...(age >= 0 ? [`${age + 1} before`] : [])
    ];
    print([version, created, ...marks].join('  '));
  }
  print(`${versions.length} ${versions.length === 1 ? 'version' : 'versions'} in ${where.name}`);
}

/** A folder is copied into the store first; a version must be there. */
async function publish(work: Work): Promise<void> {
  const { where, argument = '', share, dryRun, print } = work;
  const isFolder = await stat(join(argument, 'manifest.json')).then(
    () => true,
    () => false
  );
  let version = argument;
  if (isFolder) {
    const folder = folderSource(argument);
    const read = (path: string): Promise<Uint8Array> => folder.read(path);
    const manifest = await addRelease(where, read, await openKey(work.keyFile), dryRun);
    version = manifest.version;
    print(`${does(dryRun, 'Wrote', 'write')} ${manifest.files.length} files of ${version} to ${where.name}`);
  }
  const pointer = await readPointer(where);
  if (isFolder && share === undefined && pointer?.version === version && !pointer.candidate) {
    print(`${version} is in use already`);
    return;
  }
  const next = share === undefined ? publishTo(pointer, version) : offerTo(pointer, version, share);
  // A dry run has copied nothing that could be verified there.
  if (!(isFolder && dryRun)) await movePointer(where, next, knownKeys(), dryRun);
  const whom = share === undefined ? 'everybody' : `${share * 100}% of the devices`;
  print(`${does(dryRun, 'Published', 'publish')} ${version} for ${whom}`);
}

async function point(work: Work, next: typeof promote, did: string, would: string): Promise<void> {
  const pointer = next(await readPointer(work.where));
  await movePointer(work.where, pointer, knownKeys(), work.dryRun);
  work.print(`${does(work.dryRun, did, would)}: ${pointer.version} is in use`);
}

async function verify({ where, argument, print }: Work): Promise<void> {
  const versions = argument === undefined ? await where.list() : [argument];
  const pointer = await readPointer(where);
  let faults = 0;
  for (const version of versions) {
    try {
      const { files } = await verifyRelease(where, version, knownKeys());
      print(`${version}  ok, ${files.length} files, signed`);
    } catch (error) {
      if (!(error instanceof YamrError)) throw error;
      faults++;
      print(`${version}  ${error.message}`);
    }
  }
  for (const needed of pointer ? [pointer.version, pointer.candidate?.version] : []) {
    if (needed === undefined || versions.includes(needed) || argument !== undefined) continue;
    faults++;
    print(`${needed}  The pointer names it, and it is not there.`);
  }
  if (faults > 0)
    throw new YamrError('bad-release', `${faults} of ${versions.length} versions cannot be used.`);
}

async function removeOld({ where, keep, dryRun, print }: Work): Promise<void> {
  const gone = await prune(where, keep, dryRun);
  for (const version of gone) print(`${does(dryRun, 'Removed', 'remove')} ${version}`);
  print(`${gone.length} versions ${dryRun ? 'would go' : 'removed'}`);
}

async function keygen({ out, dryRun, print }: Work): Promise<void> {
  if (out === undefined) throw new YamrError('bad-input', 'Say where the private key goes: --out FILE.');
  if (await stat(out).catch(() => undefined)) {
    throw new YamrError('unwritable', `${out} exists already; a key is never overwritten.`);
  }
  const { d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url').toString('hex');
  if (dryRun) {
    print(`Would write a new private key to ${out}`);
    return;
  }
  await writeFileAtomically(out, `${secret}\n`, 0o600);
  print(
    `The private key is in ${out}; keep it where nobody else reads it. The public key, for YAMR_RELEASE_KEYS:`
  );
  print(signingKeyOf(secret).publicKey);
}

async function compare({ where, argument, second, counters, print }: Work): Promise<void> {
  const versions = await where.list();
  if ((argument === undefined) !== (second === undefined)) {
    throw new YamrError('bad-input', 'compare takes two versions, or none.');
  }
  const [version, other] =
    argument !== undefined && second !== undefined
      ? [argument, second]
      : defaultPair(await readPointer(where));
  // Anybody can send counters of versions that never were.
  for (const name of [version, other]) {
    if (!versions.includes(name)) throw new YamrError('not-found', `${where.name} has no ${name}.`);
  }
  if (version === other) throw new YamrError('bad-input', 'compare needs two different versions.');
  const { tables, close } = await openTables(
    counters === 'local' ? {} : counters === 'aws' ? { aws: true } : { endpoint: counters }
  );
  try {
    comparisonLines(compareVersions(await readCounters(tables), version, other)).forEach(print);
  } finally {
    await close();
  }
}

const ACTIONS: Readonly<Record<string, (work: Work) => Promise<void>>> = {
  list,
  publish,
  verify,
  compare,
  prune: removeOld,
  keygen,
  promote: (work) => point(work, promote, 'Promoted', 'promote'),
  stop: (work) => point(work, stop, 'Stopped', 'stop'),
  rollback: (work) => point(work, rollback, 'Rolled back', 'roll back')
};
const TAKES_ARGUMENT = ['publish', 'verify', 'compare'];

await runCommand<Options>({
  name: 'release',
  description: `Says which model version visitors use.

  list                      the versions, and which is in use
  publish FOLDER|VERSION    copies a trained folder into the store, signed, and points to it; or to a version there
  publish ... --share 0.1   offers it to a tenth of the devices first
  promote | stop            the candidate becomes the version in use | is over
  rollback                  goes back to the version before
  compare [A B]             which of two versions did better where visitors let them be compared
  verify [VERSION]          reads every byte, checks hashes and signatures
  prune                     removes versions that nothing leads to any more
  keygen --out FILE         makes a signing key`,
  setUp: (command) => {
    command
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument('[what]', 'a release folder or a version')
      .argument('[other]', 'the version to compare with')
      .option('--endpoint <url>', 'of a server other than AWS that speaks S3’s protocol')
      .option('--keep <n>', 'earlier versions that prune leaves', integerBetween(0, 20), 2)
      .option(
        '--counters <place>',
        'compare: "local" (of npm start), "aws", or the URL of a DynamoDB',
        'local'
      )
      .option('--out <file>', 'where keygen writes');
    addStoreOptions(command);
  },
  run: async (options, { args: [action = '', argument, second], print }) => {
    const act = ACTIONS[action];
    if (!act) {
      throw new YamrError(
        'bad-input',
        `There is no "${action}"; there is ${Object.keys(ACTIONS).join(', ')}.`
      );
    }
    if (argument === undefined ? action === 'publish' : !TAKES_ARGUMENT.includes(action)) {
      const needs = argument === undefined ? 'needs a release folder or a version' : `takes no "${argument}"`;
      throw new YamrError('bad-input', `${action} ${needs}.`);
    }
    if (second !== undefined && action !== 'compare') {
      throw new YamrError('bad-input', `${action} takes no "${second}".`);
    }
    const where = openStore(options.store, options.endpoint);
    await act({ ...options, where, argument, second, print });
  }
});
