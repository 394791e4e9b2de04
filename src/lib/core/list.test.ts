import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARE_RANKING, DEFAULT_DIALS, listItems } from './list.ts';
import { createRandom } from './random.ts';
import { topItems } from './ranking.ts';
import { createMatrix } from './tensor.ts';
import type { ItemKnowledge } from './visitor-model.ts';

const nobody = (): boolean => false;

function world(itemCount: number, seed: number): { ranking: Float32Array; knowledge: ItemKnowledge } {
  const random = createRandom(seed);
  const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
  return {
    ranking: draw(itemCount),
    knowledge: {
      vectors: createMatrix(itemCount, 4, draw(itemCount * 4)),
      logPopularity: draw(itemCount),
      similarTo: () => new Float32Array(itemCount)
    }
  };
}

describe('listItems', () => {
  it('is the ranking where both dials stand at zero, and where the model knows nothing of movies', () => {
    const { ranking, knowledge } = world(400, 1);
    const odd = (item: number): boolean => item % 2 === 1;
    const bare = topItems(ranking, 30, odd);
    expect(listItems(ranking, 30, odd, knowledge, BARE_RANKING)).toEqual(bare);
    expect(listItems(ranking, 30, odd, undefined, { diversity: 1, obscurity: 1 })).toEqual(bare);
  });

  it('takes off at obscurity 1, and adds at -1, the log of the popularity', () => {
    const { knowledge } = world(3, 1);
    const own = { ...knowledge, logPopularity: Float32Array.of(3, 1, 0) };
    const ranking = Float32Array.of(4, 2.5, 2);
    const at = (obscurity: number): number[] => [
      ...listItems(ranking, 3, nobody, own, { diversity: 0, obscurity })
    ];
    expect(at(1)).toEqual([2, 1, 0]); // 1, 1.5, 2
    expect(at(0.5)).toEqual([0, 1, 2]); // 2.5, 2, 2
    expect(at(-1)).toEqual([0, 1, 2]);
  });

  it('starts with the best movie at every diversity, and holds a movie once', () => {
    const { ranking, knowledge } = world(500, 2);
    const [best] = topItems(ranking, 1);
    for (const diversity of [0, 0.1, 0.5, 1]) {
      const list = listItems(ranking, 300, nobody, knowledge, { diversity, obscurity: 0 });
      expect(list[0]).toBe(best);
      expect(new Set(list).size).toBe(300);
    }
  });

  it('begins a longer list with the shorter one, past the end of what is re-ranked too', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 260 }),
        fc.integer({ min: 1, max: 260 }),
        (seed, a, b) => {
          const { ranking, knowledge } = world(260, seed);
          const [short, long] = [Math.min(a, b), Math.max(a, b)];
          const shorter = listItems(ranking, short, nobody, knowledge, DEFAULT_DIALS);
          expect([...listItems(ranking, long, nobody, knowledge, DEFAULT_DIALS).subarray(0, short)]).toEqual([
            ...shorter
          ]);
        }
      ),
      { numRuns: 40 }
    );
  });

  it('never lists what is excluded, whatever the dials say', () => {
    const { ranking, knowledge } = world(300, 3);
    const list = listItems(ranking, 300, (item) => item < 50, knowledge, { diversity: 1, obscurity: -1 });
    expect(list).toHaveLength(250);
    expect(Math.min(...list)).toBe(50);
  });
});
