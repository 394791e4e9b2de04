/** Owns the group's list: asked of the worker for the people and the strategy of the moment. */
import { toPlainError } from '#core/errors';
import type { GroupStrategy } from '#core/group';
import type { GroupRecommendation } from '$lib/scorer/together';
import type { App } from '$lib/state/app.svelte';
import type { PeopleState } from './people.svelte.ts';

const PAGE_LENGTH = 24;

export class GroupState {
  readonly #app: App;
  readonly #people: PeopleState;
  /** Grows with every request: only the answer to the last one is shown. */
  #asked = 0;
  strategy = $state<GroupStrategy>('average');
  limit = $state(PAGE_LENGTH);
  list = $state.raw<readonly GroupRecommendation[]>();
  /** Whose stars the list shows, in its order: the people when it was asked for. */
  names = $state.raw<readonly string[]>([]);
  problem = $state('');

  constructor(app: App, people: PeopleState) {
    this.#app = app;
    this.#people = people;
  }

  /** Asks for the list as things are now. Call it again when people, ratings, strategy or length change. */
  async refresh(): Promise<void> {
    const { model, ratings, tail } = this.#app;
    const plain = (all: readonly { movieId: number; stars: number }[]) =>
      all.map(({ movieId, stars }) => ({ movieId, stars }));
    const mine = ratings.list();
    const members = [
      // Somebody without ratings would only pull the list towards what everybody likes.
      ...(mine.length > 0 ? [{ name: 'You', ratings: mine }] : []),
      ...this.#people.list
    ];
    const { strategy, limit } = this;
    const asked = ++this.#asked;
    if (model.phase !== 'ready' || !model.client || !ratings.loaded || this.#people.list.length === 0) {
      this.list = undefined;
      return;
    }
    try {
      const people = members.map((member) => plain(member.ratings));
      // A list without what they have rated of the long tail is there first; the page asks again when that has come.
      void tail.find(people.flatMap((all) => all.map(({ movieId }) => movieId)));
      const { list } = await model.client.together({ people, strategy, limit });
      if (asked !== this.#asked) return;
      this.list = list;
      this.names = members.map(({ name }) => name);
      this.problem = '';
    } catch (error) {
      if (asked === this.#asked) this.problem = toPlainError(error).message;
    }
  }

  showMore(): void {
    this.limit += PAGE_LENGTH;
  }
}
