/** Owns what models and metrics are called in front of people, and in which order models stand. */

const MODELS: Readonly<Record<string, string>> = {
  ncf: 'replaced system (ncf)',
  popularity: 'popularity of likes',
  'most-rated': 'most rated',
  'movie-mean': 'movie mean',
  'global-mean': 'mean of all ratings',
  bias: 'bias baseline',
  random: 'random order'
};

/** `own` is the model that the card is about. */
export const modelLabel = (name: string, own: string): string =>
  name === own ? name.toUpperCase() : (MODELS[name] ?? name);

/** The card's own model first, then other models, then baselines in the order of the list above. */
export function inOrder(names: readonly string[], own: string): string[] {
  const places = Object.keys(MODELS);
  const place = (name: string): number => (name === own ? -1 : places.indexOf(name));
  return [...names].sort((a, b) => place(a) - place(b));
}

/** "1 rating", "5 ratings" */
export const ratings = (count: number): string => `${count} rating${count === 1 ? '' : 's'}`;
