import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tensorOf, type Bundle } from '#core/bundle';
import { historyGain } from '#core/encoder';
import { foldIn, predictStars } from '#core/rating-head';
import { createRandom } from '#core/random';
import { STAR_VALUES } from '#core/rating';
import type { Profile } from '#core/visitor-model';
import { itemContent } from '#core/yamr-items';
import { parseYamrParameters } from '#core/yamr-parameters';
import { randomBundle } from '../../../tests/random-bundle.ts';
import { createVisitorModel } from './create-model.ts';
import { createYamrModel } from './yamr-model.ts';

const { bundle } = await randomBundle();
const { itemCount } = bundle.catalogue;
const rated = tensorOf(bundle, 'rating-mean').rows;
const known = tensorOf(bundle, 'set-first').rows;
const random = createRandom(2);
const profileOf = (size: number): Profile => ({
  items: random.shuffle(Int32Array.from({ length: itemCount }, (_, item) => item)).slice(0, size),
  stars: Float32Array.from({ length: size }, () => STAR_VALUES[random.below(10)]!)
});

const gainOf = (stars: number): number =>
  historyGain(parseYamrParameters(bundle.hyperParameters).ranking.historyGains, stars);

/** The logit of one movie, by plain loops over the release's matrices and the words of RECOMMENDER.md. */
function logitByHand({ items, stars }: Profile, item: number): number {
  const values = (name: string): Float32Array => tensorOf(bundle, name).values;
  const content = itemContent(bundle.catalogue);
  const { cold } = parseYamrParameters(bundle.hyperParameters).ranking;
  const crowd = Float32Array.from(
    { length: itemCount },
    (_, row) => values('crowd-mean')[row] ?? cold!.crowdMean
  );
  const biasOf = (name: string): number =>
    values(name)[item] ?? Math.log((bundle.catalogue.file.likeCount[item]! + 0.3) / 900);
  const vector = (row: number, own: string, map: string | undefined, size: number): number[] =>
    Array.from({ length: size }, (_, j) => {
      if (row < tensorOf(bundle, own).rows) return values(own)[row * size + j]!;
      if (map === undefined) return 0;
      let sum = 0;
      for (let c = 0; c < content.columns; c++)
        sum += content.values[row * content.columns + c]! * values(map)[c * size + j]!;
      return sum;
    });
  const d = tensorOf(bundle, 'set-first').columns;
  const h = tensorOf(bundle, 'history-input').columns;
  const n = items.length;
  const residuals = Array.from(items, (row, i) => stars[i]! - crowd[row]!);
  const mean = residuals.reduce((sum, value) => sum + value, 0) / (n + 5);
  const input = new Array<number>(3 * d).fill(0);
  const state = Array.from(values('history-bias'));
  const norm = Math.hypot(...Array.from(stars, gainOf)) || 1;
  items.forEach((row, i) => {
    const first = vector(row, 'set-first', 'set-first-content', d);
    const second = vector(row, 'set-second', 'set-second-content', d);
    for (let j = 0; j < d; j++) {
      input[j]! += (3 * (residuals[i]! - mean) * first[j]!) / Math.sqrt(n + 1);
      input[d + j]! += second[j]! / Math.sqrt(n + 1);
      input[2 * d + j]! += second[j]! / (1 + Math.exp(-3 * (stars[i]! - 3.4))) / Math.sqrt(n + 1);
    }
    vector(row, 'history-input', undefined, h).forEach((value, j) => {
      state[j]! += (value * gainOf(stars[i]!)) / norm;
    });
  });
  const squares = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  input.push(mean, Math.log(1 + n) / 3, Math.sqrt((squares + 1) / (n + 1.3)));
  const layer = (x: readonly number[], name: string): number[] =>
    Array.from(values(`${name}-bias`), (bias, j) => {
      const width = tensorOf(bundle, `${name}-bias`).columns;
      return x.reduce((sum, value, i) => sum + value * values(`${name}-kernel`)[i * width + j]!, bias);
    });
  const query = layer(layer(input, 'hidden').map(Math.tanh), 'query');
  const target = vector(item, 'set-second', 'set-second-content', d);
  const output = vector(item, 'history-output', undefined, h);
  const a = query.reduce((sum, value, j) => sum + value * target[j]!, 0);
  const b = state.reduce((sum, value, j) => sum + Math.tanh(value) * output[j]!, 0);
  const r = tensorOf(bundle, 'linear-vectors').columns;
  let c = 0;
  items.forEach((row, i) => {
    const [from, to] = [
      vector(row, 'linear-vectors', undefined, r),
      vector(item, 'linear-vectors', undefined, r)
    ];
    c += gainOf(stars[i]!) * from.reduce((sum, value, j) => sum + value * to[j]!, 0);
  });
  return (
    0.6 * (a + biasOf('set-logit-bias')) +
    0.4 * (b + biasOf('history-logit-bias')) +
    2 * c * (values('linear-gain')[item] ?? 0)
  );
}

describe('scoring', () => {
  it("gives the logits of all three parts, blended, as computed by hand: own vectors, vectors from content, nobody's", async () => {
    const model = await createYamrModel(bundle);
    const profiles = [profileOf(0), profileOf(1), profileOf(12)];
    const scores = await model.score(profiles);
    profiles.forEach((profile, row) => {
      for (const item of [0, 1, 100, known - 1, known, rated - 1, rated, itemCount - 1]) {
        expect(scores[row]?.ranking[item]).toBeCloseTo(logitByHand(profile, item), 3);
      }
    });
    model.dispose();
  });

  it('gives the stars of the rating head, and its deviation', async () => {
    const model = await createYamrModel(bundle);
    const profile = profileOf(7);
    const [scores] = await model.score([profile]);
    const expected = predictStars(model.head, foldIn(model.head, profile));
    expected.forEach((stars, item) => expect(scores?.stars[item]).toBeCloseTo(stars, 5));
    expect(Math.min(...(scores?.stars ?? []))).toBeGreaterThanOrEqual(0.5);
    expect(scores?.deviationOf?.(3)).toBeGreaterThan(Math.sqrt(0.7) * 0.9);
    model.dispose();
  });

  it('gives a visitor the same in a batch as alone, whatever the size of the batch', async () => {
    const model = await createVisitorModel(bundle);
    const profiles = Array.from({ length: 40 }, (_, k) => profileOf(k % 9));
    const batch = await model.score(profiles);
    expect(batch).toHaveLength(40);
    for (const row of [0, 1, 31, 32, 39]) {
      const [alone] = await model.score([profiles[row]!]);
      alone?.stars.forEach((value, item) => expect(batch[row]?.stars[item]).toBeCloseTo(value, 5));
      alone?.ranking.forEach((value, item) => expect(batch[row]?.ranking[item]).toBeCloseTo(value, 4));
    }
    expect(await model.score([])).toEqual([]);
    model.dispose();
  });

  it('is built with pauses, so that the model before it answers meanwhile', async () => {
    const before = await createVisitorModel(bundle);
    let answers = 0;
    let isBuilt = false;
    const answer = (): void => {
      if (isBuilt) return;
      void before.score([profileOf(answers % 5)]).then(() => answers++);
      setTimeout(answer);
    };
    setTimeout(answer);
    const model = await createVisitorModel(bundle);
    isBuilt = true;
    expect(answers).toBeGreaterThanOrEqual(4);
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const each of [before, model]) each.dispose();
  });

  it('takes hundreds of ratings apart with pauses, so that a star is answered meanwhile', async () => {
    const model = await createYamrModel(bundle);
    const count = Math.min(itemCount, 250);
    const profile = {
      items: Int32Array.from({ length: count }, (_, k) => k),
      stars: Float32Array.from({ length: count }, (_, k) => 0.5 + (k % 10) / 2)
    };
    const log: string[] = [];
    setTimeout(() => log.push('star'));
    const explained = await model.explainValues?.(profile, [count - 1]);
    log.push('reasons');
    expect(log).toEqual(['star', 'reasons']);
    expect(explained?.[0]?.without).toHaveLength(count);
    model.dispose();
  });

  it('leaves the tensor count flat over a thousand scorings, and gives everything back in the end', async () => {
    const { bundle: small } = await randomBundle(40);
    const before = tf.memory().numTensors;
    const model = await createVisitorModel(small);
    const profile = { items: Int32Array.of(1, 9, 35), stars: Float32Array.of(5, 3, 1) };
    // What one visitor does not need is made for the first batch.
    await model.score([profile]);
    await model.score([profile, profile]);
    const flat = tf.memory().numTensors;
    for (let k = 0; k < 1000; k++) await model.score(k % 100 ? [profile] : [profile, profile]);
    expect(tf.memory().numTensors).toBe(flat);
    expect(flat).toBeGreaterThan(before);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a bundle that does not fit', () => {
  const without = (name: string): Bundle => {
    const tensors = new Map(bundle.tensors);
    tensors.delete(name);
    return { ...bundle, tensors };
  };

  it.each([
    ['lacks a matrix', without('query-bias'), 'query-bias'],
    ['has no network', { ...bundle, topology: undefined }, 'network'],
    ['has a matrix of another shape', { ...bundle, tensors: new Map(bundle.tensors).set('query-kernel', tensorOf(bundle, 'history-input')) }, 'network'], // prettier-ignore
    ['has no parameters', { ...bundle, hyperParameters: {} }, 'ratingHead']
  ])('is refused where it %s, and leaves no tensor behind', async (_, wrong, reason) => {
    const before = tf.memory().numTensors;
    await expect(createVisitorModel(wrong)).rejects.toMatchObject({
      code: 'bad-release',
      message: expect.stringContaining(reason)
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused with the advice to update where its model is of the future', async () => {
    await expect(createVisitorModel({ ...bundle, modelName: 'yamr-9' })).rejects.toMatchObject({
      code: 'unknown-format'
    });
  });
});
