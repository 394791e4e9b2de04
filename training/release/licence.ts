/** Owns the notice that travels with everything made from MovieLens (README.txt of its editions, "Usage License"). */
import { sourcesOf } from '../movielens/sources.ts';
import type { MovieLensTables } from '../movielens/tables.ts';

const ORIGIN =
  'This release was computed from MovieLens data by GroupLens Research, University of Minnesota.';
const CONDITIONS = `It may be redistributed under the same conditions as the dataset; commercial use needs permission from GroupLens.

Conditions of the dataset, in short:
- No endorsement by the University of Minnesota or the GroupLens Research Group may be stated or implied.
- Publications that use it acknowledge it: see "Cite" below.
- Redistribution, transformations included, is under these same conditions.
- No commercial or revenue-bearing use without permission from a faculty member of GroupLens Research.
- It comes without any warranty.

The full text: https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html
Movie identifiers of IMDb and TMDB are facts; this product is not endorsed or certified by either.
`;

/** The notice of a release. Its first line, which the manifest carries, tells the whole origin. */
export function licenceOf(tables: Pick<MovieLensTables, 'name' | 'credits'>): string {
  const sources = sourcesOf(tables);
  const names = sources.map(({ name, terms }) => `${name} (${terms})`).join('; ');
  const citations = [...new Set(sources.map(({ citation }) => citation))];
  return `${ORIGIN} It was made of: ${names}. ${CONDITIONS}
Cite:
${citations.map((citation) => `- ${citation}\n`).join('')}`;
}
