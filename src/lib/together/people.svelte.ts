/**
 * Owns the people whose tastes this visitor has added: kept on this device only (localStorage, as the very
 * payloads that arrived), gone when they expire.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { dayOf, decodeTaste, encodeTaste, refuseExpired, tidyName, type SharedRating } from './codec.ts';

/** Named like everything that YAMR keeps in localStorage. */
export const STORAGE_KEY = 'yamr:together';
export const MOST_PEOPLE = 8;

export interface Person {
  /** Unique in the group; never empty. */
  readonly name: string;
  readonly lastDay: number;
  readonly ratings: readonly SharedRating[];
}

const StoredSchema = v.object({ version: v.literal(1), people: v.array(v.string()) });

/** What is kept and still valid; nothing where it cannot be read. */
function readPeople(storage: Storage, nowMs: number): Person[] {
  try {
    const { people } = v.parse(StoredSchema, JSON.parse(storage.getItem(STORAGE_KEY) ?? ''));
    return people.map(decodeTaste).filter(({ lastDay }) => dayOf(nowMs) <= lastDay);
  } catch {
    return [];
  }
}

export class PeopleState {
  readonly #storage: () => Storage;
  list = $state.raw<readonly Person[]>([]);
  /** Whether the group will be there after a reload. */
  kept = $state(true);

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage;
  }

  /** Reads what is kept; in a browser only. */
  load(nowMs: number): void {
    try {
      this.list = readPeople(this.#storage(), nowMs);
    } catch {
      this.kept = false;
    }
  }

  /** A name that nobody in the group has: "Person 2" where there is none, "Anna 2" where it is taken. */
  freeName(wanted: string): string {
    const taken = new Set(['You', ...this.list.map(({ name }) => name)]);
    const base = tidyName(wanted);
    if (base && !taken.has(base)) return base;
    for (let number = 2; ; number++) {
      const name = `${base.slice(0, 20) || 'Person'} ${number}`;
      if (!taken.has(name)) return name;
    }
  }

  /** Adds a person under a free name. Throws `expired`, and `bad-input` where the group is full. */
  add(person: Person, nowMs: number): Person {
    refuseExpired(person, nowMs);
    if (this.list.length >= MOST_PEOPLE) {
      throw new YamrError('bad-input', `A group has at most ${MOST_PEOPLE} people: remove somebody first.`);
    }
    const added = { ...person, name: this.freeName(person.name) };
    this.#keep([...this.list, added]);
    return added;
  }

  /** Whether the very same ratings are in the group already. */
  has(ratings: readonly SharedRating[]): boolean {
    const same = JSON.stringify(ratings);
    return this.list.some((person) => JSON.stringify(person.ratings) === same);
  }

  remove(name: string): void {
    this.#keep(this.list.filter((person) => person.name !== name));
  }

  #keep(people: readonly Person[]): void {
    this.list = people;
    try {
      this.#storage().setItem(STORAGE_KEY, JSON.stringify({ version: 1, people: people.map(encodeTaste) }));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }
}
