/**
 * Owns sums over a visitor's ratings that are remembered: a star changes one rating of many, so the sums of the ratings
 * before are changed by the difference. It is mostly the same visitor, with a rating more, less or changed; somebody
 * else is summed up anew.
 */
import type { Profile } from './visitor-model.ts';

export interface Summation<Sums> {
  /** Over all ratings of a profile. */
  readonly all: (profile: Profile) => Sums;
  /** A rating comes (`sign` 1) or goes (-1): changes the sums in place. */
  readonly add: (sums: Sums, item: number, stars: number, sign: 1 | -1) => void;
}

/** Changes after which the sums are made anew, so that no rounding adds up; more at once are made anew too. */
const MOST_CHANGES = 256;

/** The sums of one profile after another, which differ from `all` by rounding alone. Not to be written to. */
export function rememberSums<Sums>(
  itemCount: number,
  { all, add }: Summation<Sums>
): (profile: Profile) => Sums {
  /** Stars of the profile before, by item; 0 is none. */
  const known = new Float32Array(itemCount);
  let knownItems = new Int32Array();
  /** The call that an item was last seen in. */
  const seenIn = new Uint32Array(itemCount);
  let call = 0;
  let sums: Sums | undefined;
  let changes = 0;

  /** What differs from the profile before, which this one takes the place of: [item, stars] that go, that come. */
  function change({ items, stars }: Profile): { gone: [number, number][]; come: [number, number][] } {
    call++;
    const gone: [number, number][] = [];
    const come: [number, number][] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      const before = known[item]!;
      seenIn[item] = call;
      if (before === stars[i]!) continue;
      if (before > 0) gone.push([item, before]);
      come.push([item, stars[i]!]);
      known[item] = stars[i]!;
    }
    for (const item of knownItems) {
      if (seenIn[item] === call) continue;
      gone.push([item, known[item]!]);
      known[item] = 0;
    }
    knownItems = items.slice();
    return { gone, come };
  }

  return (profile) => {
    const { gone, come } = change(profile);
    const count = gone.length + come.length;
    changes += count;
    // As many changes as ratings are no less work than all of them.
    if (!sums || changes > MOST_CHANGES || count > profile.items.length) {
      changes = 0;
      sums = all(profile);
      return sums;
    }
    for (const [item, stars] of gone) add(sums, item, stars, -1);
    for (const [item, stars] of come) add(sums, item, stars, 1);
    return sums;
  };
}
