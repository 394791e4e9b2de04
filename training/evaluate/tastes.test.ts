import { describe, expect, it } from 'vitest';
import type { Profile, VisitorModel } from '#core/visitor-model';
import { buildDataset, type Dataset } from '../dataset.ts';
import { factsOf, renumberFacts } from './facts.ts';
import { newcomerOutcomes } from './newcomers.ts';
import { createPanel } from './panel.ts';
import { peopleOf, totals } from './people.ts';
import { createOpposites, createPersonas } from './personas.ts';
import { judgeTastes } from './tastes.ts';

const MOVIES = 240;
/** Westerns are the first half of the movies, musicals the others; fans of each dislike the other. */
const isWestern = (movieId: number): boolean => movieId <= MOVIES / 2;

/** 20 fans of either, who have rated 30 movies of their genre with 4 or 5 stars and 10 of the other with 1 or 2. */
function twoTastes(): Dataset {
  const rows = Array.from({ length: 20 }, (_, user) =>
    Array.from({ length: 40 }, (_, k) => {
      const likesWesterns = user % 2 === 0;
      const isOwn = k < 30;
      const of = (user * 7 + k * 3) % (MOVIES / 2);
      return { user: user + 1, movieId: 1 + of + (likesWesterns === isOwn ? 0 : MOVIES / 2), stars: (isOwn ? 4 : 1) + (k % 2) }; // prettier-ignore
    })
  ).flat();
  const unique = [...new Map(rows.map((row) => [`${row.user} ${row.movieId}`, row])).values()];
  return buildDataset({
    name: 'two tastes',
    sha256: '0'.repeat(64),
    movies: Array.from({ length: MOVIES }, (_, k) => ({
      movieId: k + 1,
      rawTitle: `Movie ${k + 1} (${1950 + (k % 60)})`,
      genres: [isWestern(k + 1) ? 'Western' : 'Musical', ...(k % 3 === 0 ? ['IMAX'] : [])],
      imdbId: 0,
      tmdbId: 0
    })),
    ratings: {
      userId: Int32Array.from(unique, ({ user }) => user),
      movieId: Int32Array.from(unique, ({ movieId }) => movieId),
      stars: Float32Array.from(unique, ({ stars }) => stars),
      timestampSec: new Uint32Array(unique.length)
    },
    tags: []
  });
}

/** Ranks movies as `of` says, predicts 3 stars. */
const model = (itemCount: number, of: (item: number, profile: Profile) => number): VisitorModel => ({
  name: 'made up',
  itemCount,
  dispose: () => undefined,
  score: (profiles) =>
    Promise.resolve(
      profiles.map((profile) => ({
        stars: new Float32Array(itemCount).fill(3),
        ranking: Float32Array.from({ length: itemCount }, (_, item) => of(item, profile))
      }))
    )
});

describe('people of one taste', () => {
  const dataset = twoTastes();
  const facts = factsOf(dataset.catalogue);
  const genreOf = (item: number): string => facts.kindsOf.genres(item)[0] ?? '';
  const personas = createPersonas(dataset, facts, 1);

  it('have six to eight movies of the kind that one person likes, and two that they dislike elsewhere', () => {
    expect(personas.map(({ kind }) => kind)).toEqual(['Musical', 'Western']); // a format is no taste
    for (const { kind, profiles, ratedMovies } of personas) {
      expect(ratedMovies).toBeGreaterThanOrEqual(30);
      expect(profiles).toHaveLength(5);
      for (const { items, stars } of profiles) {
        const likes = items.filter((item, k) => stars[k]! >= 4 && genreOf(item) === kind);
        const dislikes = items.filter((item, k) => stars[k]! <= 2 && genreOf(item) !== kind);
        expect([6, 7, 8]).toContain(likes.length);
        expect(dislikes).toHaveLength(2);
        expect(new Set(items).size).toBe(likes.length + 2);
        const raters = Array.from({ length: dataset.userCount }, (_, user) =>
          dataset.item.subarray(dataset.userStart[user], dataset.userStart[user + 1])
        );
        expect(raters.some((own) => items.every((item) => own.includes(item)))).toBe(true);
      }
    }
  });

  it('are the same for the same seed, and others for another', () => {
    expect(createPersonas(dataset, facts, 1)).toEqual(personas);
    expect(createPersonas(dataset, facts, 2)).not.toEqual(personas);
  });

  it('are served by a model that follows what they like, and not by one list for everybody', async () => {
    const follows = model(dataset.itemCount, (item, { items, stars }) =>
      items.reduce((sum, liked, k) => sum + (genreOf(liked) === genreOf(item) ? stars[k]! - 3 : 0), 0)
    );
    const { kinds, genres } = await judgeTastes(follows, dataset, 1);
    expect(kinds.map(({ kind, share, error, least, personas: count }) => [kind, share, error, least, count])).toEqual([['Musical', 1, 0, 1, 5], ['Western', 1, 0, 1, 5]]); // prettier-ignore
    expect(genres).toEqual({ mean: 1, error: 0, worst: 1, worstKind: 'Musical' });
    const western = model(dataset.itemCount, (item) => (genreOf(item) === 'Western' ? 1 : 0));
    const same = await judgeTastes(western, dataset, 1);
    expect(same.genres).toMatchObject({ mean: 0.5, worst: 0, worstKind: 'Musical' });
    expect(same.oppositesShared10).toBe(10);
  });

  it('have languages where the catalogue knows them; English is no taste of its own', async () => {
    const { file } = dataset.catalogue;
    const languages = file.genres.map((_, item) => [genreOf(item) === 'Western' ? 0 : 1]);
    const columns = { ...file, languageNames: ['en', 'ja'], languages };
    const spoken = { ...dataset, catalogue: { ...dataset.catalogue, file: columns } };
    const western = model(dataset.itemCount, (item) => (genreOf(item) === 'Western' ? 1 : 0));
    const judged = await judgeTastes(western, spoken, 1);
    expect(judged.kinds.map(({ kind }) => kind)).toEqual(['Musical', 'Western', 'en', 'ja']);
    expect(judged.languages).toMatchObject({ mean: 0, worst: 0, worstKind: 'ja' });
  });

  it('tell a release with another catalogue what it knows, and see its list as the data do', async () => {
    const few = buildDataset({ ...dataset.tables, movies: dataset.tables.movies.slice(60) }, (row) => dataset.tables.ratings.movieId[row]! > 60); // prettier-ignore
    const told: Profile[] = [];
    const release = model(few.itemCount, (item, profile) => {
      told.push(profile);
      return isWestern(few.catalogue.file.movieId[item]!) ? 1 : 0;
    });
    const { kinds } = await judgeTastes(release, dataset, 1, {}, few.catalogue);
    expect(kinds.find(({ kind }) => kind === 'Western')?.share).toBe(1);
    expect(told.every(({ items }) => items.every((item) => item < few.itemCount))).toBe(true);
  });
});

describe('opposites', () => {
  it('rate the same ten classics, the most liked that are twenty years old, from both ends of the scale', () => {
    const dataset = twoTastes();
    const { hater, lover } = createOpposites(dataset);
    expect(hater.items).toEqual(lover.items);
    expect(hater.items).toHaveLength(10);
    expect(Math.max(...hater.stars)).toBe(2);
    expect(Math.min(...lover.stars)).toBe(4);
    const { year, likeCount } = dataset.catalogue.file;
    const newest = Math.max(...year.map((of) => of ?? 0));
    for (const item of hater.items) expect(year[item]).toBeLessThanOrEqual(newest - 20);
    const least = Math.min(...Array.from(hater.items, (item) => likeCount[item]!));
    const others = [...year.keys()].filter(
      (item) => year[item]! <= newest - 20 && !hater.items.includes(item)
    );
    expect(Math.max(...others.map((item) => likeCount[item]!))).toBeLessThanOrEqual(least);
  });
});

describe('facts', () => {
  const { catalogue } = twoTastes();
  const facts = factsOf({ ...catalogue, file: { ...catalogue.file, ...{ languageNames: ['en'], languages: catalogue.file.genres.map((_, item) => (item === 0 ? [0] : [])), series: catalogue.file.genres.map((_, item) => item % 2) } } }); // prettier-ignore

  it('are genres, the decade, and what credits say where they are', () => {
    expect(facts.kindsOf.decades(0)).toEqual([expect.stringMatching(/^(19|20)\d0s$/)]);
    expect([facts.kindsOf.languages(0), facts.kindsOf.languages(1)]).toEqual([['en'], []]);
    expect([facts.seriesOf?.(0), facts.seriesOf?.(1)]).toEqual([0, 1]);
    expect(factsOf(catalogue).kindsOf.languages(0)).toEqual([]);
    expect(factsOf(catalogue)).not.toHaveProperty('seriesOf');
  });

  it('have a crowd that rates as the ratings are', () => {
    expect([...facts.crowd.genres.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect([...facts.crowd.languages]).toEqual([['en', 1]]);
  });

  it('are known under the numbers of another catalogue, as far as it has the movies', () => {
    const moved = renumberFacts(facts, (item) => (item === 5 ? 0 : undefined));
    expect(moved.kindsOf.languages(5)).toEqual(['en']);
    expect([moved.kindsOf.genres(0), moved.seriesOf?.(1)]).toEqual([[], 0]);
  });
});

describe('the taste of newcomers', () => {
  const dataset = twoTastes();
  const items = Int32Array.from({ length: 30 }, (_, k) => k);
  const stars = Float32Array.from(items, (k) => (k % 2 === 0 ? 5 : 2));
  const panel = createPanel([{ userId: 1, items, stars }], dataset.catalogue);
  const likes = ({ items: own, stars: given }: Profile): number =>
    own.reduce((sum, item, k) => sum + (item % 2 === 0 ? given[k]! - 3 : 3 - given[k]!), 0);

  it('is in the metrics: below the own mean of 3.5, and nothing in common with the mirror', async () => {
    const follows = model(dataset.itemCount, (item, profile) => likes(profile) * (item % 2 === 0 ? 1 : -1) - item / 1000); // prettier-ignore
    const [outcome] = await newcomerOutcomes(follows, panel.newcomers, 10, { facts: panel.facts });
    const metrics = totals(peopleOf([outcome!]));
    expect(metrics.mirrorOverlap10).toBe(0);
    expect(metrics.belowOwnMean20).toBe(1);
    // Movies 10, 12, ... 28 stand first: ten ratings of 5 with a mean of 3.5.
    const discounts = Array.from({ length: 10 }, (_, rank) => 1 / Math.log2(rank + 2));
    expect(metrics.netGain10).toBeCloseTo(1.5 * discounts.reduce((sum, one) => sum + one, 0), 9);
    expect(metrics.genreDistance20).toBeGreaterThanOrEqual(0);
    expect(metrics).not.toHaveProperty('languageDistance20');
  });

  it('is the same as the mirror’s where one list is for everybody', async () => {
    const [outcome] = await newcomerOutcomes(model(dataset.itemCount, (item) => -item), panel.newcomers, 10, { facts: panel.facts }); // prettier-ignore
    expect(totals(peopleOf([outcome!])).mirrorOverlap10).toBe(1);
  });

  it('is not asked where no facts are given, and mirrors only where they are wanted', async () => {
    const any = model(dataset.itemCount, (item) => -item);
    const [without] = await newcomerOutcomes(any, panel.newcomers, 10);
    expect([without?.taste, without?.mirrorOverlap]).toEqual([undefined, undefined]);
    const [early] = await newcomerOutcomes(any, panel.newcomers, 5, { facts: panel.facts });
    expect([early?.taste?.seriesCrowding, early?.mirrorOverlap]).toEqual([NaN, undefined]);
  });

  it('is told apart for the quarter whose taste is farthest from the crowd', async () => {
    const [outcome] = await newcomerOutcomes(model(dataset.itemCount, (item) => -item), panel.newcomers, 10, { facts: panel.facts }); // prettier-ignore
    const person = (farness: number, distance: number) => ({
      ...outcome!,
      taste: {
        ...outcome!.taste!,
        farness: { genres: farness, languages: NaN, decades: 0 },
        distance: { genres: distance, languages: NaN, decades: 0 }
      }
    });
    const metrics = totals(
      peopleOf([person(0.1, 0.2), person(0.9, 0.8), person(0.2, 0.4), person(0.3, 0.6)])
    );
    expect(metrics.genreDistance20).toBeCloseTo(0.5, 12);
    expect(metrics.farGenreDistance20).toBeCloseTo(0.8, 12);
    expect(metrics).not.toHaveProperty('farLanguageDistance20');
  });
});
