/** The cards to rate: what happens at once never brings the same card twice. */
import { expect, test } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId, type MovieId } from '#core/ids';
import { tinyRelease } from '../../../tests/tiny-release.ts';
import { DeckState } from './deck.svelte.ts';
import { ModelState } from './model.svelte.ts';

function deckOf(movieCount: number): DeckState {
  const model = new ModelState();
  const file: unknown = JSON.parse(
    new TextDecoder().decode(tinyRelease('deck', movieCount).get('catalogue.json'))
  );
  model.catalogue = createCatalogue(file as Parameters<typeof createCatalogue>[0]);
  return new DeckState(model);
}

const idsOf = (deck: DeckState): number[] => deck.movies.map(({ movieId }) => movieId);

test('cards that leave at the same moment make room for different movies', async () => {
  const deck = deckOf(30);
  await deck.deal([], []);
  const [first, second, third] = idsOf(deck).map(asMovieId) as [MovieId, MovieId, MovieId];
  await Promise.all([
    deck.pass(first, 'skipped', [], []),
    deck.pass(second, 'not-seen', [], []),
    deck.replace([third], [], [])
  ]);
  expect(deck.movies).toHaveLength(8);
  expect(new Set(idsOf(deck)).size).toBe(8);
  expect(idsOf(deck)).not.toContain(first);
});

test('an undo while new cards are on their way brings no card twice', async () => {
  const deck = deckOf(30);
  await deck.deal([], []);
  const before = deck.snapshot();
  const [first, second] = idsOf(deck).map(asMovieId) as [MovieId, MovieId];
  await deck.pass(first, 'skipped', [], []);
  const passing = deck.pass(second, 'skipped', [], []);
  deck.restore(before);
  await passing;
  expect(new Set(idsOf(deck)).size).toBe(idsOf(deck).length);
  expect(idsOf(deck)).toContain(first);
});

test('open questions follow what is known; those next and those answered stay where they are', async () => {
  const deck = deckOf(60);
  await deck.deal([], []);
  const before = idsOf(deck);
  const [first] = before.map(asMovieId) as [MovieId];
  // Of the tiny release nothing is asked for: popularity answers, so that what was known leaves and others come.
  const known = [first, ...before.slice(5).map(asMovieId)];
  await deck.follow([], known);
  expect(idsOf(deck)).toEqual(before);
  deck.movies = deck.movies.toReversed();
  const turned = idsOf(deck);
  await deck.follow([], [first]);
  // The three open ones in front are read just then.
  expect(idsOf(deck).slice(0, 3)).toEqual(turned.slice(0, 3));
  expect(idsOf(deck)).toContain(first);
  expect(new Set(idsOf(deck)).size).toBe(8);
});
