/** Owns protocol B over several seeds: the mean of what each found, and models beside each other on the same people. */
import { pairedDifferences, type Difference } from './bootstrap.ts';
import { BOOTSTRAP_SEED } from './judgement.ts';
import type { NewcomerTable } from './newcomers.ts';
import type { Judged } from './protocols.ts';
import {
  averageNewcomers,
  printDifferences,
  printGains,
  printNewcomers,
  type ErrorTables
} from './tables.ts';

type Differences = Readonly<Record<number, Readonly<Record<string, Difference>>>>;

/** JSON values. */
export interface Comparison {
  readonly mean: Readonly<Record<string, NewcomerTable>>;
  /**
   * The mean of the standard errors: that of one seed's people. Seeds share people, so the mean over seeds is known at least
   * as well.
   */
  readonly errors: ErrorTables;
  /** Of a pair, by number of revealed ratings and metric: `one` less `other`, errors as above. */
  readonly differences: readonly {
    readonly one: string;
    readonly other: string;
    readonly byCount: Differences;
  }[];
  readonly bySeed: readonly Readonly<Record<string, NewcomerTable>>[];
}

function differencesOf({ judgements }: Judged, one: string, other: string): Differences {
  const [own, against] = [judgements.get(one)?.people ?? {}, judgements.get(other)?.people ?? {}];
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, people]) => {
      const others = against[Number(key)];
      return others ? [[key, pairedDifferences(people, others, BOOTSTRAP_SEED)]] : [];
    })
  );
}

/** The mean over seeds of values and of errors. */
function averageDifferences(seeds: readonly Differences[]): Differences {
  const part = (key: keyof Difference): Record<string, Readonly<Record<number, Record<string, number>>>> =>
    averageNewcomers(
      seeds.map((byCount) => ({
        pair: Object.fromEntries(
          Object.entries(byCount).map(([count, metrics]) => [
            count,
            Object.fromEntries(Object.entries(metrics).map(([name, difference]) => [name, difference[key]]))
          ])
        )
      }))
    );
  const [values, errors] = [part('value')['pair'] ?? {}, part('error')['pair'] ?? {}];
  return Object.fromEntries(
    Object.entries(values).map(([count, metrics]) => [
      count,
      Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [
          name,
          { value, error: errors[Number(count)]?.[name] ?? NaN }
        ])
      )
    ])
  );
}

/** Each of `pairs` is compared, the first of it less the second. */
export function compareSeeds(
  results: readonly Judged[],
  pairs: readonly (readonly [one: string, other: string])[]
): Comparison {
  const bySeed = results.map(({ tables }) => tables);
  const errors = results.map(({ judgements }) =>
    Object.fromEntries(Array.from(judgements, ([name, judgement]) => [name, judgement.errors]))
  );
  return {
    mean: averageNewcomers(bySeed),
    errors: averageNewcomers(errors),
    differences: pairs.map(([one, other]) => ({
      one,
      other,
      byCount: averageDifferences(results.map((result) => differencesOf(result, one, other)))
    })),
    bySeed
  };
}

/** Lines of text. `models` are said beside the baselines, where there are some. */
export function printComparison(
  { mean, errors, differences }: Comparison,
  models: readonly string[]
): string[] {
  return [
    ...printNewcomers(mean, errors),
    ...models.flatMap((name) => {
      const gains = printGains(mean, name);
      return gains.length > 0 ? [...gains, ''] : [];
    }),
    ...differences.flatMap(({ one, other, byCount }) => printDifferences(`${one} less ${other}`, byCount))
  ];
}
