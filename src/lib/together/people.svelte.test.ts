import { beforeEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { MOST_PEOPLE, PeopleState, STORAGE_KEY } from './people.svelte.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const person = (name: string, stars = 4) => ({
  name,
  lastDay: 30_000,
  ratings: [{ movieId: asMovieId(1), stars }]
});

let kept: Map<string, string>;
let storage: Storage;
beforeEach(() => {
  kept = new Map();
  storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value)
  } as unknown as Storage;
});
const reopened = (nowMs = NOW_MS): PeopleState => {
  const people = new PeopleState(() => storage);
  people.load(nowMs);
  return people;
};

describe('the people of a group', () => {
  it('are there again after a reload, until they expire', () => {
    const people = reopened();
    people.add(person('Anna'), NOW_MS);
    expect(reopened().list).toEqual([person('Anna')]);
    expect(reopened(Date.UTC(2200, 0)).list).toEqual([]);
  });

  it('have names of their own', () => {
    const people = reopened();
    const names = ['Anna', 'Anna', '', 'You'].map((name, k) => people.add(person(name, k + 1), NOW_MS).name);
    expect(names).toEqual(['Anna', 'Anna 2', 'Person 2', 'You 2']);
  });

  it('can be removed', () => {
    const people = reopened();
    people.add(person('Anna'), NOW_MS);
    people.add(person('Bo', 2), NOW_MS);
    people.remove('Anna');
    expect(reopened().list.map(({ name }) => name)).toEqual(['Bo']);
  });

  it('are recognised when the same link is opened twice', () => {
    const people = reopened();
    people.add(person('Anna'), NOW_MS);
    expect([people.has(person('Else').ratings), people.has(person('Else', 1).ratings)]).toEqual([
      true,
      false
    ]);
  });

  it('are refused when expired or too many', () => {
    const people = reopened();
    expect(() => people.add({ ...person('Old'), lastDay: 1 }, NOW_MS)).toThrow('valid until');
    for (let k = 0; k < MOST_PEOPLE; k++) people.add(person(`P${k}`), NOW_MS);
    expect(() => people.add(person('One more'), NOW_MS)).toThrow('at most 8 people');
  });

  it('do not stand in the way where what is kept is damaged or storage is forbidden', () => {
    kept.set(STORAGE_KEY, '{"version":1,"people":["damaged"]}');
    expect(reopened().list).toEqual([]);
    const people = new PeopleState(() => {
      throw new Error('forbidden');
    });
    people.load(NOW_MS);
    people.add(person('Anna'), NOW_MS);
    expect([people.list.length, people.kept]).toEqual([1, false]);
  });
});
