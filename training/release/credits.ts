/** Owns which credits a release ships: directors, series and, where the data has names, the cast (core/credits-file.ts). */
import { CREDITS_FORMAT_VERSION, MOST_CAST, type CreditsFile } from '#core/credits-file';
import { asMovieId } from '#core/ids';
import type { Dataset } from '../dataset.ts';
import { closestSeries } from '../movielens/closest-series.ts';
import type { CreditRow } from '../movielens/tables.ts';

/** Numbers for ids, in the order in which they are met, and a name each where all have one. */
class Numbers {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  #isNamed = true;

  of(id: string, name: string | undefined): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(id, number);
    if (name) this.#names.push(name);
    else this.#isNamed = false;
    return number;
  }

  /** Undefined where somebody would be shown without one. */
  get names(): readonly string[] | undefined {
    return this.#isNamed && this.#names.length > 0 ? this.#names : undefined;
  }
}

/** A label that is an id again (Wikidata has none in this language) is no name. */
const nameOf = (names: readonly string[] | undefined, place: number): string | undefined => {
  const name = names?.[place]?.trim();
  return name && !/^Q\d+$/.test(name) ? name : undefined;
};

/** In how many of the movies each director stands. */
function countDirected(rows: readonly CreditRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) for (const id of new Set(row.directors)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/**
 * The file of a dataset; undefined where it has no credits. Without names, who directed one movie alone and a series of one
 * movie say nothing and are left out. A movie of several series is of the one with the fewest movies: the closest kin.
 */
export function creditsFile({
  catalogue,
  tables
}: Pick<Dataset, 'catalogue' | 'tables'>): CreditsFile | undefined {
  const rows = (tables.credits ?? []).filter(({ movieId }) => catalogue.indexOf(movieId) !== undefined);
  if (rows.length === 0) return undefined;
  const hasNames = rows.some(({ directorNames, castNames }) => directorNames?.length || castNames?.length);
  const directed = countDirected(rows);
  const placeOf = closestSeries(rows);
  const [directors, cast, series] = [new Numbers(), new Numbers(), new Numbers()];
  const seriesOf = (row: CreditRow): number => {
    const place = placeOf(row);
    const id = place === undefined ? undefined : row.series[place];
    return place === undefined || id === undefined ? 0 : 1 + series.of(id, nameOf(row.seriesNames, place));
  };
  const numbersOf = (
    ids: readonly string[],
    names: readonly string[] | undefined,
    numbers: Numbers,
    isWorth: (id: string, name: string | undefined) => boolean
  ): number[] => [
    ...new Set(
      ids.flatMap((id, place) => {
        const name = nameOf(names, place);
        return isWorth(id, name) ? numbers.of(id, name) : [];
      })
    )
  ];
  const lines = [...rows]
    .sort((a, b) => a.movieId - b.movieId)
    .map((row) => ({
      movieId: asMovieId(row.movieId),
      directors: numbersOf(row.directors, row.directorNames, directors, (id, name) =>
        hasNames ? name !== undefined : (directed.get(id) ?? 0) > 1
      ),
      series: seriesOf(row),
      cast: numbersOf(row.cast, row.castNames, cast, (_, name) => name !== undefined).slice(0, MOST_CAST)
    }))
    .filter((line) => line.directors.length > 0 || line.series > 0 || line.cast.length > 0);
  return {
    formatVersion: CREDITS_FORMAT_VERSION,
    movieId: lines.map((line) => line.movieId),
    directors: lines.map((line) => line.directors),
    ...(directors.names && { directorNames: [...directors.names] }),
    series: lines.map((line) => line.series),
    ...(series.names && { seriesNames: [...series.names] }),
    ...(cast.names && { cast: lines.map((line) => line.cast), castNames: [...cast.names] })
  };
}
