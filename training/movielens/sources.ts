/**
 * Owns which published data a dataset folder is made of: what the licence notice, the model card and its readers name.
 * A new folder of known origin is one more entry of the table.
 */
import type { MovieLensTables } from './tables.ts';

export interface DataSource {
  /** "MovieLens ml-latest-small of 2018-09" */
  readonly name: string;
  /** What it may be used for, in a few words. */
  readonly terms: string;
  readonly citation: string;
}

const MOVIELENS_TERMS =
  'research; redistribution under the same conditions; no commercial use without permission';
const MOVIELENS_CITATION =
  'F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. ACM Transactions on Interactive Intelligent Systems (TiiS) 5, 4, Article 19. doi 10.1145/2827872';

/** The MovieLens editions in the folders that are known by name. */
const EDITIONS: Readonly<Record<string, readonly string[]>> = {
  'ml-latest-small': ['ml-latest-small of 2018-09'],
  'movielens-pool': [
    'ml-latest-small of 2015-04',
    'ml-latest-small of 2015-08',
    'ml-latest-small of 2016-10',
    'ml-latest-small of 2018-09',
    'ml-32m'
  ]
};

const WIKIDATA: DataSource = {
  name: 'credits of movies from Wikidata',
  terms: 'CC0 1.0',
  citation: 'Wikidata, the free knowledge base. wikidata.org'
};

/** What `joinVisitors` appends to the folder's name. */
const JOINED = /\+visitors$/;

/**
 * The sources of these tables. A folder of another name is called by its name: it is in
 * MovieLens' format, and nobody knows more.
 */
export function sourcesOf({
  name,
  credits
}: Pick<MovieLensTables, 'name' | 'credits'>): readonly DataSource[] {
  const folder = name.replace(JOINED, '');
  const editions = Object.hasOwn(EDITIONS, folder) ? EDITIONS[folder] : undefined;
  return [
    ...(editions?.map((edition) => `MovieLens ${edition}`) ?? [folder]).map((source) => ({
      name: source,
      terms: MOVIELENS_TERMS,
      citation: MOVIELENS_CITATION
    })),
    ...(credits ? [WIKIDATA] : [])
  ];
}
