/** Owns the words for a taste that decides: what a visitor likes beyond the crowd. */
import type { TasteDimension } from '#core/affinity';
import { languageWord } from './place-words.ts';

/** Genres whose name is not what one calls their movies. */
const GENRE_MOVIES: Readonly<Record<string, string>> = {
  Action: 'action movies',
  Adventure: 'adventures',
  Animation: 'animated movies',
  Children: 'children’s movies',
  Comedy: 'comedies',
  Crime: 'crime movies',
  Documentary: 'documentaries',
  Drama: 'dramas',
  Fantasy: 'fantasy',
  'Film-Noir': 'film noir',
  Horror: 'horror',
  Musical: 'musicals',
  Mystery: 'mysteries',
  Romance: 'romances',
  'Sci-Fi': 'science fiction',
  Thriller: 'thrillers',
  War: 'war movies',
  Western: 'westerns'
};

export function tasteWords({ dimension, kind }: { dimension: TasteDimension; kind: string }): string {
  if (dimension === 'languages') return `You like movies in ${languageWord(kind)} more than most people do`;
  if (dimension === 'decades') return `You like movies of the ${kind} more than most people do`;
  return `You like ${GENRE_MOVIES[kind] ?? kind} more than most people do`;
}
