/** Owns the questions in SPARQL and what their answers mean: films by IMDb id, names by item, films by date. */
import type { Binding } from './wikidata.ts';

/** What the facts of a film are called in Wikidata. */
const PROPERTIES = {
  P57: 'directors',
  P161: 'cast',
  P136: 'genres',
  P495: 'countries',
  P364: 'languages',
  P144: 'basedOn',
  P179: 'series',
  P31: 'kinds'
} as const;
export type FactName = (typeof PROPERTIES)[keyof typeof PROPERTIES];

export interface Film {
  /** "Q171048" */
  readonly item: string;
  readonly facts: Readonly<Record<FactName, readonly string[]>>;
  /** 0 where unknown. */
  readonly runtimeMinutes: number;
}

/** What counts as a movie: instances of these, which "film project" and series are not. */
const KINDS = ['Q11424', 'Q24862', 'Q93204', 'Q202866', 'Q506240', 'Q20650540', 'Q29168811'] as const;
/** The languages of names, the best first; "mul" is Wikidata's name for all languages. */
const LANGUAGES = ['en', 'mul', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'sv', 'pl'] as const;

const ENTITY = /^http:\/\/www\.wikidata\.org\/entity\/(Q[1-9]\d*)$/;
const PROPERTY = /^http:\/\/www\.wikidata\.org\/prop\/direct\/(P\d+)$/;
const itemOf = (uri: string | undefined): string | undefined => ENTITY.exec(uri ?? '')?.[1];
const imdbNumber = (text: string | undefined): number => Number(/^tt(\d{7,10})$/.exec(text ?? '')?.[1] ?? 0);
const numberOf = (item: string): number => Number(item.slice(1));

export const imdbText = (imdbId: number): string => `tt${String(imdbId).padStart(7, '0')}`;

/** One row a fact: `?imdb ?film ?property ?value`, and `?seconds` where a running time is known. */
export const filmQuery = (imdbIds: readonly number[]): string => `
SELECT ?imdb ?film ?property ?value ?seconds WHERE {
  hint:Query hint:optimizer "None" .
  VALUES ?imdb { ${imdbIds.map((imdbId) => `"${imdbText(imdbId)}"`).join(' ')} }
  ?film wdt:P345 ?imdb .
  {
    VALUES ?property { wdt:P345 ${Object.keys(PROPERTIES)
      .map((property) => `wdt:${property}`)
      .join(' ')} }
    ?film ?property ?value .
  } UNION {
    ?film p:P2047/psn:P2047/wikibase:quantityAmount ?seconds .
  }
}`;

/**
 * The films by IMDb id. Where two items claim an id, the older one (the smaller number) counts; "unknown value" is
 * left out. Lists are in the order of their numbers: the service promises none, and runs should agree.
 */
export function readFilms(rows: readonly Binding[]): ReadonlyMap<number, Film> {
  const items = new Map<number, string>();
  for (const { imdb, film } of rows) {
    const [imdbId, item] = [imdbNumber(imdb), itemOf(film)];
    const known = items.get(imdbId);
    if (imdbId > 0 && item && (!known || numberOf(item) < numberOf(known))) items.set(imdbId, item);
  }
  const facts = new Map<string, Map<FactName, Set<string>>>();
  const seconds = new Map<string, number>();
  for (const row of rows) {
    const item = itemOf(row['film']);
    if (item === undefined) continue;
    const runtime = Number(row['seconds'] ?? 0);
    // Of several cuts the longest.
    if (runtime > 0) seconds.set(item, Math.max(runtime, seconds.get(item) ?? 0));
    const property = PROPERTY.exec(row['property'] ?? '')?.[1];
    const value = itemOf(row['value']);
    if (property === undefined || !(property in PROPERTIES) || value === undefined) continue;
    const name = PROPERTIES[property as keyof typeof PROPERTIES];
    const own = facts.get(item) ?? new Map<FactName, Set<string>>();
    facts.set(item, own);
    own.set(name, (own.get(name) ?? new Set()).add(value));
  }
  const film = (item: string): Film => {
    const list = (name: FactName): readonly string[] =>
      [...(facts.get(item)?.get(name) ?? [])].sort((a, b) => numberOf(a) - numberOf(b));
    return {
      item,
      facts: Object.fromEntries(Object.values(PROPERTIES).map((name) => [name, list(name)])) as Film['facts'],
      runtimeMinutes: Math.round((seconds.get(item) ?? 0) / 60)
    };
  };
  return new Map([...items].map(([imdbId, item]) => [imdbId, film(item)]));
}

/** One row a name: `?item ?name ?language`. */
export const nameQuery = (items: readonly string[]): string => `
SELECT ?item ?name (LANG(?name) AS ?language) WHERE {
  VALUES ?item { ${items.map((item) => `wd:${item}`).join(' ')} }
  ?item rdfs:label ?name .
  FILTER(LANG(?name) IN (${LANGUAGES.map((language) => `"${language}"`).join(', ')}))
}`;

/** The best name of each item that has one. */
export function readNames(rows: readonly Binding[]): ReadonlyMap<string, string> {
  const best = new Map<string, { readonly name: string; readonly rank: number }>();
  for (const { item: uri, name = '', language = '' } of rows) {
    const item = itemOf(uri);
    const rank = (LANGUAGES as readonly string[]).indexOf(language);
    const text = name.replace(/\s+/g, ' ').trim();
    if (item === undefined || rank < 0 || text === '') continue;
    const known = best.get(item);
    if (!known || rank < known.rank) best.set(item, { name: text, rank });
  }
  return new Map([...best].map(([item, { name }]) => [item, name]));
}

/** Days as "2024-01-31"; `until` is not part of the range. */
export interface Period {
  readonly since: string;
  readonly until: string;
}

/** One row a film whose first release lies in the period: `?film ?imdb ?tmdb ?released`. */
export const releasedQuery = ({ since, until }: Period, sitelinksMin: number): string => `
SELECT ?film ?imdb ?tmdb ?released WHERE {
  VALUES ?kind { ${KINDS.map((kind) => `wd:${kind}`).join(' ')} }
  ?film wdt:P577 ?released .
  hint:Prior hint:rangeSafe true .
  FILTER(?released >= "${since}T00:00:00Z"^^xsd:dateTime && ?released < "${until}T00:00:00Z"^^xsd:dateTime)
  ?film wdt:P31 ?kind ; wdt:P345 ?imdb ; wikibase:sitelinks ?sitelinks .
  FILTER(?sitelinks >= ${sitelinksMin})
  FILTER NOT EXISTS { ?film wdt:P577 ?earlier . FILTER(?earlier < "${since}T00:00:00Z"^^xsd:dateTime) }
  OPTIONAL { ?film wdt:P4947 ?tmdb }
}`;

export interface ReleasedFilm {
  readonly item: string;
  readonly imdbId: number;
  /** 0 where unknown. */
  readonly tmdbId: number;
  readonly year: number;
}

/** Each film once, with its first year in the answer. */
export function readReleased(rows: readonly Binding[]): ReleasedFilm[] {
  const films = new Map<number, ReleasedFilm>();
  for (const { film, imdb, tmdb = '', released = '' } of rows) {
    const [item, imdbId, year] = [
      itemOf(film),
      imdbNumber(imdb),
      Number(/^(\d{4})-/.exec(released)?.[1] ?? 0)
    ];
    if (item === undefined || imdbId === 0 || year === 0) continue;
    const known = films.get(imdbId);
    if (known && (known.year < year || (known.year === year && numberOf(known.item) <= numberOf(item))))
      continue;
    films.set(imdbId, { item, imdbId, tmdbId: /^\d{1,9}$/.test(tmdb) ? Number(tmdb) : 0, year });
  }
  return [...films.values()].sort((a, b) => a.imdbId - b.imdbId);
}
