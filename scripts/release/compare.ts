/** `release compare`: which of two versions did better where visitors let them be compared. */
import { YamrError } from '#core/errors';
import { comparisonLines, compareVersions, defaultPair } from '../../publishing/compare.ts';
import { readPointer } from '../../publishing/stored-pointer.ts';
import { readCounters } from '../../server/tables/counter-table.ts';
import { defineAction } from '../command.ts';
import { openTables } from '../database-options.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place.ts';

export const compareAction = defineAction<PlaceOptions & { counters: string }>({
  name: 'compare',
  description: 'tells which of two versions did better where visitors let them be compared',
  setUp: (command) => {
    command
      .argument('[version]', 'default: the candidate, or the version in use')
      .argument('[other]', 'default: the version in use, or the one before')
      .option('--counters <place>', '"local" (of npm start), "aws", or the URL of a DynamoDB', 'local');
    addPlaceOptions(command);
  },
  run: async ({ counters, ...place }, { args, print }) => {
    const store = openPlace(place);
    const [one, two] = args;
    if ((one === undefined) !== (two === undefined)) {
      throw new YamrError('bad-input', 'compare takes two versions, or none.');
    }
    const [version, other] =
      one !== undefined && two !== undefined ? [one, two] : defaultPair(await readPointer(store));
    const versions = await store.list();
    // Anybody can send counters of versions that never were.
    for (const name of [version, other]) {
      if (!versions.includes(name)) throw new YamrError('not-found', `${store.name} has no ${name}.`);
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
});
